import { isDeepStrictEqual } from 'node:util';
import type { Json } from '@homepot/catalogue';

type Values = Readonly<Record<string, unknown>>;

/** The values before and after of what a change really changed, for the audit trail. */
export interface ChangedValues {
  readonly oldValues: { readonly [name: string]: Json };
  readonly newValues: { readonly [name: string]: Json };
}

/** Compares a row with the row that a change made of it. Undefined where nothing is different. */
export function describeChange(
  before: Values,
  after: Values,
  names: readonly string[],
): ChangedValues | undefined {
  const changed = names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  if (changed.length === 0) return undefined;
  const pick = (row: Values) =>
    Object.fromEntries(changed.map((name) => [name, (row[name] ?? null) as Json]));
  return { oldValues: pick(before), newValues: pick(after) };
}
