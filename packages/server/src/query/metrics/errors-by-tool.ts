import type { AnswerOf, readErrorsByTool as contract } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Parameters } from '../parameters/parameters.ts';
import type { QueryDeps, Reader } from '../run-read.ts';
import { showRange } from './range/metric-range.ts';
import { readRemovedBuckets } from './range/removed-buckets.ts';
import { countBy, sumCounts } from './reading/count-by.ts';
import type { CountedRows } from './reading/read-sums.ts';
import { readSums } from './reading/read-sums.ts';
import { findRollup, readRollupRequest } from './reading/rollup-request.ts';
import { runMetricRead } from './reading/run-metric-read.ts';
import { together } from './reading/together.ts';
import { addCounts, percentOf, showProvenance } from './reading/value-statistics.ts';

type Answer = AnswerOf<typeof contract>;

const toolErrors = findRollup('tool_errors');
const toolUsage = findRollup('tool_usage');
const filters = ['bcp_name', 'tool_name'];

const countsOf = (rows: readonly CountedRows[], dimension: string) =>
  countBy(rows, (each) => String(each[dimension]));

const sorted = (counts: ReadonlyMap<string, number>) => Object.fromEntries([...counts].sort());

function show(errors: readonly CountedRows[], calls: readonly CountedRows[]): Answer['total'] {
  const failed = calls.filter(({ outcome }) => outcome !== 'ok');
  return {
    errors: sumCounts(errors),
    severities: sorted(countsOf(errors, 'severity')),
    calls: sumCounts(calls),
    failed_calls: sumCounts(failed),
    outcomes: sorted(countsOf(failed, 'outcome')),
    failure_rate: percentOf(sumCounts(failed), sumCounts(calls)),
  };
}

const toolKey = (row: CountedRows): string => JSON.stringify(filters.map((name) => row[name]));

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Every tool that was called or had errors, the worst first. */
function showTools(errors: readonly CountedRows[], calls: readonly CountedRows[]): Answer['tools'] {
  const errorsOf = Map.groupBy(errors, toolKey);
  const callsOf = Map.groupBy(calls, toolKey);
  const keys = [...new Set([...errorsOf.keys(), ...callsOf.keys()])];
  const tools = keys.map((key) => {
    const [bcp_name, tool_name] = JSON.parse(key);
    return { bcp_name, tool_name, ...show(errorsOf.get(key) ?? [], callsOf.get(key) ?? []) };
  });
  return tools.sort(
    (a, b) =>
      b.errors + b.failed_calls - a.errors - a.failed_calls ||
      compareTexts(a.bcp_name, b.bcp_name) ||
      compareTexts(a.tool_name, b.tool_name),
  );
}

/**
 * Errors that name a tool, and failed calls, by pack and tool, from rollups; by whole hours. Throws
 * parameter_invalid, range_invalid, query_too_long or database_unavailable.
 */
export async function readErrorsByTool(
  deps: QueryDeps,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<Answer> {
  const request = readRollupRequest(
    toolErrors,
    filters,
    parameters,
    deps.clock.nowMs(),
    readRemovedBuckets(deps),
  );
  // The same whole hours for both, so that they can be held against each other.
  const ofCalls = { ...request, rollup: toolUsage };
  const read = (reader: Reader) =>
    together({
      errors: readSums(reader, request, [...filters, 'severity', 'provenance']),
      calls: readSums(reader, ofCalls, [...filters, 'outcome', 'provenance']),
    });
  const { errors, calls } = await runMetricRead(deps, read, signal);
  const tools = showTools(errors, calls);
  return {
    ...showRange(request.range),
    provenance: showProvenance(
      addCounts(countsOf(errors, 'provenance'), countsOf(calls, 'provenance')),
    ),
    total: show(errors, calls),
    tool_count: tools.length,
    tools: tools.slice(0, limits.metricGroupsMax),
  };
}
