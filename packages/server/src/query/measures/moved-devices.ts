import { sql } from 'kysely';
import { limits } from '../../kernel/index.ts';
import type { Reader } from '../run-read.ts';

const minuteMs = 60_000;

/** What is known of a device: the number of its transactions, as of the rows that were read. */
interface Known {
  value: number;
  /** End of the span in which it was last seen, and of the one in which it last was another number. */
  seenMs: number;
  movedMs: number;
}

/**
 * What one look at the transactions of devices leaves to the next. A minute that was read is read again only
 * where rows have come to it since: the rollup of its minutes, which is written with the rows, says how many
 * there are. It holds one number a device, and forgets those of which the last span had nothing.
 */
export interface MovedDevices {
  /** How many rows each minute had when it was read, by provenance. */
  readonly minutes: Map<number, string>;
  readonly devices: Map<string, Known>;
}

/** Creates an empty memory: the first look reads its whole span. */
export const createMovedDevices = (): MovedDevices => ({ minutes: new Map(), devices: new Map() });

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const instant = (ms: number): string => new Date(ms).toISOString();

async function countMinutes(reader: Reader, { fromMs, toMs }: Span): Promise<Map<number, string>> {
  const { rows } = await sql<{ bucket: string; counts: string }>`
    select bucket, string_agg(provenance || ' ' || count, ',' order by provenance) as counts
    from (
      select bucket, provenance, sum(count) as count from device_measurements_minute
      where bucket >= ${instant(fromMs)}::timestamptz and bucket < ${instant(toMs)}::timestamptz
      group by 1, 2
    ) as told group by 1`.execute(reader);
  return new Map(rows.map(({ bucket, counts }) => [Date.parse(bucket), counts]));
}

/** The minutes of a span of which something is to be read, those side by side as one. */
function staleSpans(
  { minutes }: MovedDevices,
  counts: ReadonlyMap<number, string>,
  { fromMs, toMs }: Span,
): readonly Span[] {
  const spans: { fromMs: number; toMs: number }[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += minuteMs) {
    if (minutes.get(atMs) === (counts.get(atMs) ?? '')) continue;
    const last = spans.at(-1);
    if (last?.toMs === atMs) last.toMs += minuteMs;
    else spans.push({ fromMs: atMs, toMs: atMs + minuteMs });
  }
  return spans;
}

interface DeviceRow {
  readonly deviceId: string;
  readonly least: number;
  readonly most: number;
}

async function readNumbers(reader: Reader, spans: readonly Span[]): Promise<readonly DeviceRow[]> {
  if (spans.length === 0) return [];
  const { rows } = await sql<DeviceRow>`
    select m.device_id as "deviceId", min(m.transaction_count) as least, max(m.transaction_count) as most
    from unnest(${spans.map(({ fromMs }) => instant(fromMs))}::timestamptz[],
      ${spans.map(({ toMs }) => instant(toMs))}::timestamptz[]) as span (since, until)
    cross join lateral (
      select device_id, transaction_count from device_metrics
      where "timestamp" >= span.since and "timestamp" < span.until
        and transaction_count is not null offset 0
    ) as m group by 1`.execute(reader);
  return rows;
}

/** Takes in what was read; a number that differs from what was known says that the device moved. */
function remember({ devices }: MovedDevices, rows: readonly DeviceRow[], toMs: number): void {
  for (const { deviceId, least, most } of rows) {
    const known = devices.get(deviceId);
    const moved = least !== most || (known !== undefined && known.value !== most);
    const movedMs = Math.max(
      moved ? toMs : Number.NEGATIVE_INFINITY,
      known?.movedMs ?? Number.NEGATIVE_INFINITY,
    );
    const seenMs = Math.max(toMs, known?.seenMs ?? toMs);
    devices.set(deviceId, { value: most, seenMs, movedMs });
  }
}

function forgetBefore({ minutes, devices }: MovedDevices, fromMs: number): void {
  for (const atMs of minutes.keys()) if (atMs < fromMs) minutes.delete(atMs);
  for (const [id, { seenMs }] of devices) if (seenMs <= fromMs) devices.delete(id);
  if (devices.size <= limits.alertDevicesRememberedMax) return;
  minutes.clear();
  devices.clear();
}

/**
 * Names the devices whose number of transactions may have changed within a span of whole minutes; of the
 * others it did not. What it costs grows with the rows that came since the look before.
 */
export async function findMoved(
  reader: Reader,
  memory: MovedDevices,
  span: Span,
): Promise<readonly string[]> {
  const counts = await countMinutes(reader, span);
  const stale = staleSpans(memory, counts, span);
  remember(memory, await readNumbers(reader, stale), span.toMs);
  for (const { fromMs, toMs } of stale) {
    for (let atMs = fromMs; atMs < toMs; atMs += minuteMs) {
      memory.minutes.set(atMs, counts.get(atMs) ?? '');
    }
  }
  const moved = [...memory.devices].filter(([, { movedMs }]) => movedMs > span.fromMs);
  forgetBefore(memory, span.fromMs);
  return moved.map(([id]) => id);
}
