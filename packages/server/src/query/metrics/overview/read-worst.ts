import type { AnswerOf, readOverview as contract } from '@homepot/catalogue';
import { readQuantile } from '../../../drain/index.ts';
import { limits } from '../../../kernel/index.ts';
import type { Reader } from '../../run-read.ts';
import type { Group } from '../reading/cell-set.ts';
import { sumCounts } from '../reading/count-by.ts';
import { gatherCells } from '../reading/gather-cells.ts';
import type { CellRequest } from '../reading/read-cells.ts';
import { readSums } from '../reading/read-sums.ts';
import type { RollupRequest } from '../reading/rollup-request.ts';
import { findRollup } from '../reading/rollup-request.ts';
import { together } from '../reading/together.ts';
import { percentOf } from '../reading/value-statistics.ts';

type Answer = AnswerOf<typeof contract>;
type Worst = Pick<Answer, 'slowest_endpoints' | 'worst_endpoints' | 'worst_tools'>;

const first = <T>(items: readonly T[], numberOf: (item: T) => number): readonly T[] =>
  items.toSorted((a, b) => numberOf(b) - numberOf(a)).slice(0, limits.overviewRowsMax);

function showSlowest(groups: readonly Group[]): Worst['slowest_endpoints'] {
  const measured = groups.filter(({ statistics }) => statistics.measured > 0);
  const shown = measured.map(({ names: [endpoint = '', method = ''], statistics }) => ({
    endpoint,
    method,
    count: statistics.count,
    p95_response_time_ms: readQuantile(statistics.histogram, 0.95, statistics) ?? 0,
  }));
  return first(shown, (each) => each.p95_response_time_ms);
}

function showFailing(groups: readonly Group[]): Worst['worst_endpoints'] {
  const shown = groups.map(({ names: [endpoint = '', method = ''], statistics }) => {
    const { count, countsByEnd } = statistics;
    const errors = (countsByEnd.get('4') ?? 0) + (countsByEnd.get('5') ?? 0);
    return { endpoint, method, count, error_rate: percentOf(errors, count) ?? 0 };
  });
  const failing = shown.filter((each) => each.error_rate > 0);
  return first(failing, (each) => each.error_rate);
}

async function readWorstTools(
  reader: Reader,
  request: RollupRequest,
): Promise<Worst['worst_tools']> {
  const ofTools = { ...request, rollup: findRollup('tool_usage') };
  const rows = await readSums(reader, ofTools, ['bcp_name', 'tool_name', 'outcome']);
  const tools = Map.groupBy(rows, (row) => JSON.stringify([row.bcp_name, row.tool_name]));
  const shown = [...tools].map(([key, calls]) => {
    const [bcp_name, tool_name] = JSON.parse(key);
    const count = sumCounts(calls);
    const failed = sumCounts(calls.filter(({ outcome }) => outcome !== 'ok'));
    return { bcp_name, tool_name, count, failure_rate: percentOf(failed, count) ?? 0 };
  });
  const failing = shown.filter(
    ({ count, failure_rate: rate }) => count >= limits.overviewCountMin && rate > 0,
  );
  return first(failing, (each) => each.failure_rate);
}

/** The slowest and the worst endpoints and tools of a range. */
export async function readWorst(reader: Reader, request: RollupRequest): Promise<Worst> {
  const ofEndpoints: CellRequest = {
    ...request,
    value: 'response_time_ms',
    end: 'status_class',
    sets: [{ names: ['endpoint', 'method'] }],
  };
  const { endpoints, worst_tools } = await together({
    endpoints: gatherCells(reader, ofEndpoints, 'day'),
    worst_tools: readWorstTools(reader, request),
  });
  const groups = endpoints.sets.flatMap((set) => set.groups);
  const busy = groups.filter(({ statistics }) => statistics.count >= limits.overviewCountMin);
  return {
    slowest_endpoints: showSlowest(busy),
    worst_endpoints: showFailing(busy),
    worst_tools,
  };
}
