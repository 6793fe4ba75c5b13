import type { AnswerOf, readDeviceStateHistory as contract, RowOf } from '@homepot/catalogue';
import { deviceStateHistory } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { ListRequest } from '../lists/list-request.ts';
import { readListRequest } from '../lists/list-request.ts';
import { createListing } from '../lists/listing.ts';
import { readPage } from '../lists/read-page.ts';
import { instantMs, writeInstant } from '../parameters/instant.ts';
import type { Parameters } from '../parameters/parameters.ts';
import { escapeComma } from '../parameters/parameters.ts';
import type { QueryDeps, Reader } from '../run-read.ts';
import { runRead } from '../run-read.ts';
import type { MetricRange } from './range/metric-range.ts';
import { readMetricRange } from './range/metric-range.ts';
import { showProvenance } from './reading/value-statistics.ts';

type Answer = AnswerOf<typeof contract>;
type Change = RowOf<typeof deviceStateHistory>;

const listing = createListing(deviceStateHistory);

/** The changes of one device in a range, and the one before it. */
interface Changes {
  /** The newest first, `timelineRowsMax` and `listPageBytesMax` at most. */
  readonly changes: readonly Change[];
  readonly truncated: boolean;
  readonly before: Change | undefined;
}

async function readChanges(
  reader: Reader,
  request: ListRequest,
  range: MetricRange,
): Promise<Changes> {
  const read = async (part: ListRequest['range'], rowsMax: number) => {
    const max = { rows: rowsMax, bytes: limits.listPageBytesMax };
    const page = await readPage(reader, { ...request, range: part }, max, range.to);
    return { rows: page.rows as unknown as readonly Change[], more: page.next !== null };
  };
  const { rows, more } = await read(range, limits.timelineRowsMax);
  const before = more ? [] : (await read({ to: range.from }, 1)).rows;
  return { changes: rows, truncated: more, before: before[0] };
}

/** Every change, the oldest first, with the milliseconds to the next one or to the end. */
function createTimeline(changes: readonly Change[], endMs: number): Answer['timeline'] {
  const oldestFirst = changes.toReversed();
  return oldestFirst.map(
    ({ id: _id, received_at: _receivedAt, device_id: _deviceId, ...change }, i) => {
      const next = oldestFirst[i + 1];
      const untilMs = next === undefined ? endMs : instantMs(next.timestamp);
      return { ...change, duration_ms: Math.max(0, untilMs - instantMs(change.timestamp)) };
    },
  );
}

function sumDurations(
  { timeline, initial_state: initial }: Pick<Answer, 'timeline' | 'initial_state'>,
  fromMs: number,
  endMs: number,
): Record<string, number> {
  const [first] = timeline;
  const untilMs = first === undefined ? endMs : instantMs(first.timestamp);
  const before =
    initial === null || untilMs <= fromMs
      ? []
      : [{ new_state: initial, duration_ms: untilMs - fromMs }];
  const durations = new Map<string, number>();
  for (const { new_state: state, duration_ms: duration } of [...before, ...timeline]) {
    durations.set(state, (durations.get(state) ?? 0) + duration);
  }
  return Object.fromEntries(durations);
}

function countProvenance(changes: readonly Change[]): ReadonlyMap<string, number> {
  const groups = Map.groupBy(changes, ({ provenance }) => provenance);
  return new Map([...groups].map(([provenance, rows]) => [provenance, rows.length]));
}

function show(deviceId: string, range: MetricRange, changes: Changes, nowMs: number): Answer {
  const endMs = Math.min(nowMs, instantMs(range.to));
  const timeline = createTimeline(changes.changes, endMs);
  const [first] = timeline;
  const from = changes.truncated && first !== undefined ? first.timestamp : range.from;
  // A device whose first change lies in the range was, until then, in the state which that change left.
  const initial = changes.before?.new_state ?? first?.previous_state ?? null;
  return {
    device_id: deviceId,
    from,
    to: writeInstant(endMs),
    provenance: showProvenance(countProvenance(changes.changes)),
    initial_state: initial,
    timeline,
    durations_ms: sumDurations({ timeline, initial_state: initial }, instantMs(from), endMs),
    truncated: changes.truncated,
  };
}

/**
 * The states that a device went through and how long it was in each. Reads at most `timelineRowsMax`
 * changes by the device's index. Throws parameter_invalid, range_invalid, query_too_long or
 * database_unavailable.
 */
export async function readDeviceStateHistory(
  deps: QueryDeps,
  deviceId: string,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<Answer> {
  const nowMs = deps.clock.nowMs();
  const range = readMetricRange(parameters, limits.stateHistoryHoursBackMax, nowMs);
  const { provenance } = parameters;
  const request = readListRequest(listing, { device_id: escapeComma(deviceId), provenance });
  const changes = await runRead(deps, (reader) => readChanges(reader, request, range), signal);
  return show(deviceId, range, changes, nowMs);
}
