import { sql } from 'kysely';
import { limits } from '../../kernel/index.ts';
import type { Reader } from '../run-read.ts';
import type { RollupRequest, RollupRow } from './rollup-rows.ts';
import { readRollupRows, rollupConditions } from './rollup-rows.ts';
import type { ValueStatistics } from './value-statistics.ts';
import {
  createValueStatistics,
  mergeValueStatistics,
  readValueStatistics,
} from './value-statistics.ts';

/** How the rows of a rollup are added up, by names of its dimensions. */
export interface Grouping extends RollupRequest {
  readonly groupBy: readonly string[];
  /** The dimension that says how the source rows ended. */
  readonly end: string;
}

/** The numbers of a group, with the value of each dimension that it is grouped by. */
interface Group {
  readonly names: readonly string[];
  readonly statistics: ValueStatistics;
}

/** The numbers of a rollup: in total, by group and by bucket. */
export interface GroupedStatistics {
  readonly total: ValueStatistics;
  /** How many groups there are; `groups` holds `metricGroupsMax` of them at most. */
  readonly groupCount: number;
  /** The largest first. */
  readonly groups: readonly Group[];
  /** In the order of time, those with rows. */
  readonly buckets: ReadonlyMap<string, ValueStatistics>;
  /** How many source rows of each provenance. */
  readonly provenance: ReadonlyMap<string, number>;
}

/** The groups with the most source rows, and how many groups there are. */
async function readLargestGroups(reader: Reader, grouping: Grouping) {
  const names = sql.join(grouping.groupBy.map((name) => sql.ref(name)));
  const rows = await reader
    .selectFrom(grouping.rollup.name)
    .select([
      sql<string[]>`array[${names}]::text[]`.as('names'),
      sql<number>`count(*) over ()`.as('group_count'),
    ])
    .where(rollupConditions(grouping))
    .groupBy(grouping.groupBy.map((name) => sql.ref(name)))
    .orderBy(sql`sum(count)`, 'desc')
    .orderBy(names)
    .limit(limits.metricGroupsMax)
    .execute();
  return { groupCount: rows[0]?.group_count ?? 0, names: rows.map((row) => row.names) };
}

const keyOf = (names: readonly unknown[]): string => JSON.stringify(names);

const createGroups = (names: readonly (readonly string[])[]): ReadonlyMap<string, Group> =>
  new Map(names.map((each) => [keyOf(each), { names: each, statistics: createValueStatistics() }]));

function bucketStatistics(buckets: Map<string, ValueStatistics>, bucket: string): ValueStatistics {
  const known = buckets.get(bucket) ?? createValueStatistics();
  buckets.set(bucket, known);
  return known;
}

/** Adds up the rows of a rollup; percentiles come from the merged histograms. */
export async function readGroupedStatistics(
  reader: Reader,
  grouping: Grouping,
): Promise<GroupedStatistics> {
  const { groupCount, names } = await readLargestGroups(reader, grouping);
  const groups = createGroups(names);
  const buckets = new Map<string, ValueStatistics>();
  const provenance = new Map<string, number>();
  const add = (row: RollupRow): void => {
    const statistics = readValueStatistics(row, String(row[grouping.end]));
    mergeValueStatistics(bucketStatistics(buckets, row.bucket), statistics);
    const group = groups.get(keyOf(grouping.groupBy.map((name) => row[name])));
    if (group !== undefined) mergeValueStatistics(group.statistics, statistics);
    const origin = String(row.provenance);
    provenance.set(origin, (provenance.get(origin) ?? 0) + row.count);
  };
  for await (const rows of readRollupRows(reader, grouping)) rows.forEach(add);
  // The buckets are few and hold every row, so that the total costs one more merge for each.
  const total = createValueStatistics();
  for (const statistics of buckets.values()) mergeValueStatistics(total, statistics);
  return { total, groupCount, groups: [...groups.values()], buckets, provenance };
}
