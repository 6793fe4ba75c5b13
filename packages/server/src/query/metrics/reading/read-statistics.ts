import type { Rollup, RollupInterval } from '@homepot/catalogue';
import type { Reader } from '../../run-read.ts';
import { rangeBefore } from '../range/metric-range.ts';
import type { CellSet, GatheredSet, Group } from './cell-set.ts';
import { gatherCells } from './gather-cells.ts';
import type { CellRequest } from './read-cells.ts';
import { together } from './together.ts';
import type { ValueStatistics } from './value-statistics.ts';
import { createValueStatistics, mergeValueStatistics } from './value-statistics.ts';

/** What a metric with groups and a series asks of a rollup. */
export interface StatisticsRequest extends Omit<CellRequest, 'sets'> {
  /** The length of the buckets of the series. */
  readonly interval: RollupInterval;
  /** The dimensions of the groups; absent = no groups. */
  readonly groupBy?: readonly string[];
  /** Counts the same rows by fewer dimensions; where it is given, total and series are read from it. */
  readonly totals?: Rollup | undefined;
}

/** The numbers of a rollup: in total, by group and by bucket. */
export interface Statistics {
  readonly total: ValueStatistics;
  readonly groups: GatheredSet;
  /** In the order of time, buckets with rows. */
  readonly series: readonly Group[];
  /** How many source rows of each provenance. */
  readonly provenance: ReadonlyMap<string, number>;
}

const noGroups: GatheredSet = { groupCount: 0, groups: [] };

/**
 * Groups are read from days wherever there are whole ones, a series from buckets that are no longer
 * than its own. Where both are read from the same rows, these are read once.
 */
async function gather(reader: Reader, request: StatisticsRequest) {
  const { rollup, totals = rollup, groupBy, interval } = request;
  const bySeries: CellSet = { series: interval, names: [] };
  const byGroup = groupBy === undefined ? [] : [{ names: groupBy }];
  const isSame = interval === 'day' && totals === rollup;
  const ofTotals = {
    ...request,
    byOrigin: true,
    rollup: totals,
    sets: isSame ? [bySeries, ...byGroup] : [bySeries],
  };
  const apart = groupBy === undefined || isSame ? undefined : { ...request, sets: byGroup };
  const { first, second } = await together({
    first: gatherCells(reader, ofTotals, interval),
    second: apart && gatherCells(reader, apart, 'day'),
  });
  const [series = noGroups, groups = second?.sets[0] ?? noGroups] = first.sets;
  return { ...first, series, groups };
}

function addUp(groups: readonly Group[]): ValueStatistics {
  const total = createValueStatistics();
  for (const { statistics } of groups) mergeValueStatistics(total, statistics);
  return total;
}

/** Adds up the rows of a rollup in total, by group and over time. */
export async function readStatistics(
  reader: Reader,
  request: StatisticsRequest,
): Promise<Statistics> {
  const { series, groups, provenance } = await gather(reader, request);
  return { total: addUp(series.groups), groups, series: series.groups, provenance };
}

/** The total of the range of the same length just before. */
export async function readTotalBefore(
  reader: Reader,
  request: Omit<CellRequest, 'sets'> & Pick<StatisticsRequest, 'totals'>,
): Promise<ValueStatistics> {
  const { rollup, totals = rollup } = request;
  const range = rangeBefore(request.range);
  const asked = { ...request, rollup: totals, range, sets: [{ names: [] }] };
  const { sets } = await gatherCells(reader, asked, 'day');
  return addUp(sets.flatMap((set) => set.groups));
}
