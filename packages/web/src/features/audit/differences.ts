/** A value that is not as it was. */
export interface Difference {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

/** The leaves of an object by their path; nothing else has leaves. */
function leavesOf(value: unknown, path = ''): ReadonlyMap<string, unknown> {
  if (!isObject(value))
    return value === null || value === undefined || path === ''
      ? new Map()
      : new Map([[path, value]]);
  return new Map(
    Object.entries(value).flatMap(([name, inner]) => {
      const own = path === '' ? name : `${path}.${name}`;
      return isObject(inner) ? [...leavesOf(inner, own)] : [[own, inner] as const];
    }),
  );
}

/** What differs between two JSON values, by path in the order of names; an absent value is empty. */
export function differences(before: unknown, after: unknown): readonly Difference[] {
  const [old, now] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((name) => ({ name, before: textOf(old.get(name)), after: textOf(now.get(name)) }))
    .filter((each) => each.before !== each.after)
    .toSorted((a, b) => a.name.localeCompare(b.name));
}
