import type { AnswerOf, readToolUsage as contract } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Parameters } from '../parameters/parameters.ts';
import type { QueryDeps, Reader } from '../run-read.ts';
import { isCompared } from './range/is-compared.ts';
import type { WholeRange } from './range/metric-range.ts';
import { minutesPassed, rangeBefore, showRange } from './range/metric-range.ts';
import { readRemovedBuckets } from './range/removed-buckets.ts';
import { readSeriesInterval } from './range/series-interval.ts';
import { showPrevious } from './range/show-previous.ts';
import type { GatheredSet, Group } from './reading/cell-set.ts';
import { coarsenGroups, isWhole } from './reading/coarsen-groups.ts';
import { countPeople } from './reading/count-people.ts';
import { gatherCells } from './reading/gather-cells.ts';
import { readHoursOfDay, readTimezone } from './reading/hours-of-day.ts';
import type { CellRequest } from './reading/read-cells.ts';
import { readStatistics, readTotalBefore } from './reading/read-statistics.ts';
import { findRollup, readRollupRequest } from './reading/rollup-request.ts';
import { runMetricRead } from './reading/run-metric-read.ts';
import { together } from './reading/together.ts';
import type { ValueStatistics } from './reading/value-statistics.ts';
import { percentOf, showProvenance, showValueStatistics } from './reading/value-statistics.ts';

type Answer = AnswerOf<typeof contract>;
type Calls = Answer['series'][number];

const rollup = findRollup('tool_usage');
const totals = findRollup('tool_totals');
const toolCallers = findRollup('tool_callers');
const people = findRollup('tool_people');
const filters = ['bcp_name', 'tool_name', 'operation'];
const outcomes = ['ok', 'tool_error', 'protocol_error', 'timeout', 'cancelled'];

function show(statistics: ValueStatistics): Omit<Calls, 'bucket'> {
  const { count, measured, countsByEnd } = statistics;
  return {
    count,
    measured,
    outcomes: Object.fromEntries(outcomes.map((name) => [name, countsByEnd.get(name) ?? 0])),
    success_rate: percentOf(countsByEnd.get('ok') ?? 0, count),
    ...showValueStatistics(statistics, 'duration_ms'),
  } as Omit<Calls, 'bucket'>;
}

function showTotal(statistics: ValueStatistics, range: WholeRange, nowMs: number): Answer['total'] {
  const calls_per_minute = statistics.count / minutesPassed(range, nowMs);
  return { ...show(statistics), calls_per_minute } as Answer['total'];
}

/** Packs, tools, and operations of tools. */
type Levels = readonly GatheredSet[];

/** Packs and tools are made of their operations, unless there are too many of these to hold. */
async function readLevels(
  reader: Reader,
  request: Omit<CellRequest, 'sets'>,
  operations: GatheredSet,
): Promise<Levels> {
  if (isWhole(operations)) {
    return [coarsenGroups(operations, 1), coarsenGroups(operations, 2), operations];
  }
  const coarse = [filters.slice(0, 1), filters.slice(0, 2)].map((names) => ({ names }));
  const { sets } = await gatherCells(reader, { ...request, sets: coarse }, 'day');
  return [...sets, operations];
}

/** The largest groups of a set, by the names that they share with a group of the set above. */
const byParent = (set: GatheredSet | undefined) =>
  Map.groupBy((set?.groups ?? []).slice(0, limits.metricGroupsMax), ({ names }) =>
    JSON.stringify(names.slice(0, -1)),
  );

/** Packs, in them their tools, in these their operations. */
function showPacks(levels: Levels): Answer['packs'] {
  const [packs, tools, operations] = levels.map(byParent);
  const inside = (groups: ReadonlyMap<string, Group[]> | undefined, names: readonly string[]) =>
    groups?.get(JSON.stringify(names)) ?? [];
  return inside(packs, []).map((pack) => ({
    bcp_name: pack.names[0] ?? '',
    ...show(pack.statistics),
    tools: inside(tools, pack.names).map((tool) => ({
      tool_name: tool.names[1] ?? '',
      ...show(tool.statistics),
      operations: inside(operations, tool.names).map((each) => ({
        operation: each.names[2] ?? '',
        ...show(each.statistics),
      })),
    })),
  }));
}

const isGiven = (parameters: Parameters, names: readonly string[]): boolean =>
  names.some((name) => parameters[name] !== undefined);

/** Callers are kept by tool, and all together, but not by operation. */
async function readCallers(
  reader: Reader,
  parameters: Parameters,
  nowMs: number,
): Promise<Answer['callers']> {
  if (isGiven(parameters, ['operation'])) return null;
  const ofTool = filters.slice(0, 2);
  const from = isGiven(parameters, ofTool) ? toolCallers : people;
  return await countPeople(reader, readRollupRequest(from, ofTool, parameters, nowMs));
}

/**
 * Calls of tools by pack, tool and operation, over time and by hour of the day, and who made them,
 * from rollups. Throws parameter_invalid, range_invalid, query_too_long or database_unavailable.
 */
export async function readToolUsage(
  deps: QueryDeps,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<Answer> {
  const nowMs = deps.clock.nowMs();
  const asked = readRollupRequest(rollup, filters, parameters, nowMs, readRemovedBuckets(deps));
  const interval = readSeriesInterval(parameters, asked.range, rollup.intervals);
  const timezone = readTimezone(parameters);
  const request = {
    ...asked,
    value: 'duration_ms',
    end: 'outcome',
    totals: isGiven(parameters, filters) ? undefined : totals,
  };
  const read = async (reader: Reader) => {
    const told = await together({
      statistics: readStatistics(reader, { ...request, interval, groupBy: filters }),
      previous: isCompared(parameters) ? readTotalBefore(reader, request) : undefined,
      hours: readHoursOfDay(reader, { ...asked, rollup: request.totals ?? rollup }, timezone),
      callers: readCallers(reader, parameters, nowMs),
    });
    return { ...told, levels: await readLevels(reader, request, told.statistics.groups) };
  };
  const { statistics, levels, previous, hours, callers } = await runMetricRead(deps, read, signal);
  return {
    ...showRange(asked.range),
    interval,
    provenance: showProvenance(statistics.provenance),
    total: showTotal(statistics.total, asked.range, nowMs),
    previous: showPrevious(
      asked.range,
      previous && showTotal(previous, rangeBefore(asked.range), nowMs),
    ),
    tool_count: statistics.groups.groupCount,
    packs: showPacks(levels),
    series: statistics.series.map(({ bucket, statistics: each }) => ({
      bucket,
      ...show(each),
    })) as Answer['series'],
    hours_of_day: hours,
    callers,
  };
}
