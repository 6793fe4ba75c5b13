import type { Json, NotificationBody } from '@homepot/catalogue';

/** A message in words: a line, and the facts that belong to it. */
export interface Description {
  readonly line: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly url: string | undefined;
}

const verbs: Readonly<Record<NotificationBody['type'], string>> = {
  'alert.firing': 'firing',
  'alert.resolved': 'resolved',
  'alert.test': 'test',
  'job.acknowledged': 'acknowledged',
  'job.ended': 'ended',
};

/** Facts that the line has told already. */
const inLine = new Set(['summary', 'labels', 'details']);

type Facts = Readonly<Record<string, Json>>;

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const inWords = (value: Json): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

function factsOf(about: Facts): (readonly [string, string])[] {
  const plain = Object.entries(about).filter(
    ([name, value]) => !inLine.has(name) && value !== null,
  );
  const labelled = [about.labels, about.details].flatMap((more) =>
    isObject(more) ? Object.entries(more) : [],
  );
  return [...plain, ...labelled].map(([name, value]) => [name, inWords(value)] as const);
}

/** Says a message in words. It was written by this house, and may be older than its code. */
export function describeBody({ type, timestamp, data }: NotificationBody): Description {
  const about = [data.alert, data.job].find(isObject) ?? {};
  const { summary, severity } = about;
  const said = typeof summary === 'string' ? summary : type;
  const how = [verbs[type] ?? type, ...(typeof severity === 'string' ? [severity] : [])].join(' ');
  return {
    line: `[${how}] ${said}`,
    facts: [...factsOf(about), ['at', timestamp]],
    url: typeof data.url === 'string' ? data.url : undefined,
  };
}
