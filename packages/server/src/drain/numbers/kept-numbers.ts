import { rollups, rollupTableName } from '@homepot/catalogue';
import type { Clock } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';
import { compareDeviceHours, rebuildDeviceHours } from '../device-hours/compare-device-hours.ts';
import type { RollupDifference } from '../rollup/rebuild-rollup.ts';
import { compareRollup, rebuildRollup } from '../rollup/rebuild-rollup.ts';
import type { RollupRange } from '../rollup/recount-rollup.ts';

/** Numbers that are kept of the rows of a table, and can be counted again from them. */
export interface KeptNumbers {
  readonly name: string;
  readonly description: string;
  /** The table whose rows they are of. */
  readonly source: string;
  readonly tables: readonly string[];
  /** Where they differ from a recount over whole days. */
  compare(range: RollupRange): Promise<readonly RollupDifference[]>;
  /** Puts the recount in their place, and returns where they differed. */
  rebuild(range: RollupRange): Promise<readonly RollupDifference[]>;
}

export interface KeptNumbersDependencies {
  readonly database: Database;
  readonly clock: Clock;
}

/** All numbers that the drain keeps. `holdMs` is how long a measurement stands at most. */
export function listKeptNumbers(
  deps: KeptNumbersDependencies,
  { holdMs }: { readonly holdMs: number },
): readonly KeptNumbers[] {
  const { database } = deps;
  return [
    ...rollups.map((rollup) => ({
      name: rollup.name,
      description: rollup.description,
      source: rollup.source.name,
      tables: rollup.intervals.map((interval) => rollupTableName(rollup, interval)),
      compare: (range: RollupRange) => compareRollup(database, rollup, range),
      rebuild: (range: RollupRange) => rebuildRollup(database, rollup, range),
    })),
    {
      name: 'device_performance',
      description: 'What each device measured by the hour, weighted by time.',
      source: 'device_metrics',
      tables: ['device_performance_hour'],
      compare: (range) => compareDeviceHours(database, range, { holdMs }),
      rebuild: (range) => rebuildDeviceHours(deps, range, { holdMs }),
    },
  ];
}

const dayMs = 86_400_000;

/**
 * The first day whose rows are all there, milliseconds since 1970: rows are dropped by whole days, so it is
 * that of the oldest row. What is older cannot be counted again. Undefined where there are no rows.
 */
export async function readFirstDay(
  database: Pick<Database, 'query'>,
  { source }: Pick<KeptNumbers, 'source'>,
): Promise<number | undefined> {
  const [row] = await database.query<{ first: string | null }>(
    `SELECT min("timestamp") AS first FROM ${quoteIdentifier(source)}`,
  );
  return row?.first == null ? undefined : Math.floor(Date.parse(row.first) / dayMs) * dayMs;
}
