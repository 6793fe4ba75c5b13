import type {
  AnswerOf,
  readDevicePerformance as contract,
  RollupInterval,
} from '@homepot/catalogue';
import { provenances } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import { writeInstant } from '../parameters/instant.ts';
import { parameterFault } from '../parameters/parameter-fault.ts';
import type { Parameters } from '../parameters/parameters.ts';
import { readSeveral } from '../parameters/parameters.ts';
import type { QueryDeps, Reader } from '../run-read.ts';
import { runRead } from '../run-read.ts';
import { chooseOrigins } from './device/choose-origins.ts';
import type { MeasuredPiece, PieceRequest } from './device/measured-pieces.ts';
import { readDayPieces } from './device/read-day-pieces.ts';
import { readHourPieces } from './device/read-hour-pieces.ts';
import { readMinutePieces } from './device/read-minute-pieces.ts';
import { sumPieces } from './device/sum-pieces.ts';
import { bucketMs } from './range/cut-range.ts';
import type { WholeRange } from './range/metric-range.ts';
import { readMetricRange, showRange, widenRange } from './range/metric-range.ts';
import { readSeriesInterval } from './range/series-interval.ts';

type Answer = AnswerOf<typeof contract>;

/** What this metric needs besides. */
export interface DevicePerformanceDeps extends QueryDeps {
  /** How long a stored measurement stands at most. */
  readonly holdMs: number;
}

/** Minutes come from rows, which are read for a day at most; hours and days from hours. */
function cutBy(
  parameters: Parameters,
  nowMs: number,
  { removedUntil }: Pick<QueryDeps, 'removedUntil'>,
) {
  const asked = readMetricRange(parameters, limits.metricHoursBackMax, nowMs);
  const minutes = widenRange(asked, ['minute']);
  const areRowsGone = minutes.fromMs < (removedUntil?.('device_metrics') ?? -Infinity);
  const isShort =
    minutes.toMs - minutes.fromMs <= (limits.deviceMinuteHoursMax + 1) * bucketMs.hour;
  const kept: readonly RollupInterval[] =
    isShort && !areRowsGone ? ['minute', 'hour', 'day'] : ['hour', 'day'];
  const interval = readSeriesInterval(parameters, minutes, kept);
  const range = interval === 'minute' ? minutes : widenRange(asked, ['hour']);
  return { interval, range };
}

function readProvenances(parameters: Parameters): Pick<PieceRequest, 'provenances'> {
  const asked = readSeveral(parameters, 'provenance');
  const known: readonly string[] = provenances;
  if (asked.some((each) => !known.includes(each))) {
    throw parameterFault('provenance', `must be one of ${provenances.join(', ')}`);
  }
  return asked.length === 0 ? {} : { provenances: asked };
}

function showSeries(pieces: readonly MeasuredPiece[], interval: RollupInterval): Answer['series'] {
  const width = bucketMs[interval];
  const buckets = Map.groupBy(pieces, ({ fromMs }) => Math.floor(fromMs / width) * width);
  return [...buckets]
    .sort(([a], [b]) => a - b)
    .map(([startMs, each]) => ({ bucket: writeInstant(startMs), ...sumPieces(each) }));
}

/** Pieces that are no longer than an interval; of each time one. */
async function readPieces(
  reader: Reader,
  interval: RollupInterval,
  request: PieceRequest,
): Promise<readonly MeasuredPiece[]> {
  if (interval === 'minute') return chooseOrigins(await readMinutePieces(reader, request));
  if (interval === 'hour') return chooseOrigins(await readHourPieces(reader, request));
  const { days, hours } = await readDayPieces(reader, request);
  return [...days, ...chooseOrigins(hours)];
}

function endAt({ fromMs, toMs }: WholeRange, nowMs: number): WholeRange {
  return { fromMs, toMs: Math.max(fromMs, Math.min(toMs, nowMs)) };
}

/**
 * What a device measured, weighted by time: from settled hours, and from rows where an hour is open or
 * minutes are asked for. Throws parameter_invalid, range_invalid, query_too_long or
 * database_unavailable.
 */
export async function readDevicePerformance(
  deps: DevicePerformanceDeps,
  deviceId: string,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<Answer> {
  const nowMs = deps.clock.nowMs();
  const { interval, range } = cutBy(parameters, nowMs, deps);
  const known = endAt(range, nowMs);
  const request = {
    deviceId,
    ...known,
    ...readProvenances(parameters),
    holdMs: deps.holdMs,
    nowMs,
  };
  const pieces = await runRead(deps, (reader) => readPieces(reader, interval, request), signal);
  return {
    device_id: deviceId,
    ...showRange(known),
    interval,
    total: sumPieces(pieces),
    series: showSeries(pieces, interval),
  };
}
