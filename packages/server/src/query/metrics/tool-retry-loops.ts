import type { AnswerOf, readToolRetryLoops as contract } from '@homepot/catalogue';
import { provenances } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import { readCursor, writeCursor } from '../lists/cursor.ts';
import { parameterFault } from '../parameters/parameter-fault.ts';
import type { Parameters } from '../parameters/parameters.ts';
import { readNumber, readSeveral, readSingle } from '../parameters/parameters.ts';
import type { QueryDeps } from '../run-read.ts';
import type { LoopRequest } from './loops/select-retry-loops.ts';
import { selectRetryLoops } from './loops/select-retry-loops.ts';
import { readMetricRange } from './range/metric-range.ts';
import { runMetricRead } from './reading/run-metric-read.ts';

type Answer = AnswerOf<typeof contract>;
type Loop = Answer['data'][number];
type LoopRow = Omit<Loop, 'outcomes'> & Loop['outcomes'] & { readonly last_id: number };

/** What is the same in all calls of a loop. */
const columns = ['bcp_name', 'tool_name', 'operation', 'session_id', 'provenance'];

function readRequest(parameters: Parameters, nowMs: number): LoopRequest {
  const given = columns.map((name) => [name, readSeveral(parameters, name)] as const);
  const equal = new Map(given.filter(([, values]) => values.length > 0));
  const origins: readonly string[] = provenances;
  if (equal.get('provenance')?.some((name) => !origins.includes(name)) === true) {
    throw parameterFault('provenance', `must be one of ${provenances.join(', ')}`);
  }
  const range = readMetricRange(parameters, limits.metricHoursBackMax, nowMs);
  return { range, equal, userIds: readSeveral(parameters, 'user_id') };
}

/** A cursor is bound to the filters and not to the range, whose end may be now. */
const scopeOf = ({ equal, userIds }: LoopRequest): string =>
  JSON.stringify(['tool-retry-loops', [...equal], userIds]);

const show = ({
  tool_error,
  protocol_error,
  timeout,
  cancelled,
  last_id: _lastId,
  ...loop
}: LoopRow): Loop => ({ ...loop, outcomes: { tool_error, protocol_error, timeout, cancelled } });

/**
 * Reads a page of the loops in which a caller calls a tool again and again though it fails, from the rows of
 * the range. Throws parameter_invalid, range_invalid, cursor_invalid, query_too_long or
 * database_unavailable.
 */
export async function readToolRetryLoops(
  deps: QueryDeps,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<Answer> {
  const request = readRequest(parameters, deps.clock.nowMs());
  const limit = readNumber(parameters, 'limit', 1, limits.listRowsMax) ?? limits.listRowsDefault;
  const cursor = readSingle(parameters, 'cursor');
  const scope = scopeOf(request);
  const after = cursor === undefined ? undefined : readCursor(scope, cursor, true);
  const query = selectRetryLoops(request, { after, limit: limit + 1 });
  const rows = await runMetricRead(
    deps,
    async (reader) => (await query.execute(reader)).rows as readonly LoopRow[],
    signal,
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return {
    ...request.range,
    data: page.map(show),
    next_cursor: hasMore ? writeCursor(scope, { time: last.last_at, id: last.last_id }) : null,
  };
}
