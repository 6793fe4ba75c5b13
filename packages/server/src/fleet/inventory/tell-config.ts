import { isDeepStrictEqual } from 'node:util';
import type { ChangedValues } from './describe-change.ts';

type Config = Readonly<Record<string, unknown>>;

/** The parameters that differ between two configurations, by name. */
function changedNames(before: Config, after: Config): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name])).sort();
}

/**
 * A configuration may hold what nobody should read in the audit trail for ever: there, only the
 * names of the parameters that changed are told. What they were stands in the history of
 * configurations.
 */
export function tellConfigByName(
  told: ChangedValues,
  before: Config,
  after: Config,
): ChangedValues {
  if (!('config' in told.newValues)) return told;
  const { config: _old, ...oldValues } = told.oldValues;
  return {
    oldValues,
    newValues: { ...told.newValues, config: { changed: changedNames(before, after) } },
  };
}
