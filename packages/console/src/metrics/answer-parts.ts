type Fields = Readonly<Record<string, unknown>>;

/** The lists of an answer by name, and everything else of it. */
export interface AnswerParts {
  readonly lists: ReadonlyMap<string, readonly Fields[]>;
  readonly rest: Fields;
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Objects within an object are told as `name.field`, so that each is a line or a column. */
function flatten(fields: Fields): Fields {
  const flat = Object.entries(fields).flatMap(([name, value]): [string, unknown][] =>
    isObject(value)
      ? Object.entries(flatten(value)).map(([inner, each]) => [`${name}.${inner}`, each])
      : [[name, value]],
  );
  return Object.fromEntries(flat);
}

/** Splits an answer into its lists and its single numbers; lists within parts are `part.list`. */
export function splitAnswer(answer: Fields): AnswerParts {
  const flat = Object.entries(flatten(answer));
  const lists = flat.flatMap(([name, value]): [string, readonly Fields[]][] =>
    Array.isArray(value) && value.every(isObject) ? [[name, value.map(flatten)]] : [],
  );
  const names = new Set(lists.map(([name]) => name));
  return {
    lists: new Map(lists),
    rest: Object.fromEntries(flat.filter(([name]) => !names.has(name))),
  };
}
