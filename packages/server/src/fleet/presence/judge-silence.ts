import type { DeviceState, Json } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { HeldDevice } from './held-device.ts';
import { heldColumns } from './held-device.ts';
import type { HouseWatch } from './house-watch.ts';
import type { StateChange } from './state-change.ts';
import { changeTimeOf, writeChanges } from './state-change.ts';

type Verdict = 'silent' | 'house_down' | 'lost';
interface Judged extends HeldDevice {
  readonly verdict: Verdict;
}

/** A watch that can judge: how far the database is, is known. */
export type JudgingWatch = HouseWatch & { readonly asOfMs: number };

/** So many intervals of the device, as an SQL interval. */
const intervals = (count: number): string =>
  `make_interval(secs => ${count} * devices.report_interval_seconds)`;

/**
 * What is to be made of a device, as of $1, by a house that has been looking since $2 and was down
 * from $3 (or null). A silence counts from the last report, but not from before the house looked.
 */
const verdictSql = `CASE
  WHEN greatest(devices.last_seen, $2::timestamptz) < $1::timestamptz - ${intervals(limits.silentIntervalsMax)}
    THEN 'silent'
  WHEN coalesce(devices.last_seen < $2 AND $2 - $3::timestamptz > ${intervals(limits.houseDownIntervalsMax)}, false)
    THEN CASE WHEN devices.status <> 'unknown'
      AND $2 < $1 - ${intervals(limits.lostIntervalTenthsMax / 10)} THEN 'house_down' END
  WHEN devices.disconnected_at >= devices.last_seen
    AND greatest(devices.disconnected_at, $2) < $1 - ${intervals(limits.lostIntervalTenthsMax / 10)}
    THEN 'lost' END`;

/**
 * Devices that somebody else holds are passed over: a report of theirs is being stored, or another
 * server judges them. A device that has never reported is not missed, as a sample has not; one whose
 * last reports a demo played is.
 */
function findSilent(
  transaction: Transaction,
  { asOfMs, sinceMs, downFromMs }: JudgingWatch,
): Promise<Judged[]> {
  return transaction.query<Judged>(
    `SELECT ${heldColumns}, judged.verdict FROM devices
     CROSS JOIN LATERAL (SELECT ${verdictSql} AS verdict) AS judged
     WHERE devices.is_active AND devices.status IN ('online', 'degraded', 'error', 'unknown')
       AND devices.last_seen IS NOT NULL AND judged.verdict IS NOT NULL
     ORDER BY devices.id LIMIT $4 FOR NO KEY UPDATE OF devices SKIP LOCKED`,
    [
      new Date(asOfMs).toISOString(),
      new Date(sinceMs).toISOString(),
      downFromMs === null ? null : new Date(downFromMs).toISOString(),
      limits.devicesSweptMax,
    ],
  );
}

const secondsIn = (ms: number): number => Math.max(0, Math.floor(ms / 1_000));
const toSecond = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

function wordsOf(
  { verdict, intervalSeconds, lastSeenMs }: Judged,
  { sinceMs, downFromMs }: JudgingWatch,
  nowMs: number,
): { readonly newState: DeviceState; readonly reason: string } {
  if (verdict === 'house_down') {
    const times = `from ${toSecond(downFromMs ?? sinceMs)} to ${toSecond(sinceMs)}`;
    return { newState: 'unknown', reason: `HOMEPOT itself was down ${times}` };
  }
  const count = limits.silentIntervalsMax;
  const reason =
    verdict === 'silent'
      ? `No report for ${count} intervals (${count * intervalSeconds} s)`
      : `Connection lost, no report for ${secondsIn(nowMs - (lastSeenMs ?? nowMs))} s`;
  return { newState: 'offline', reason };
}

function extraDataOf(device: Judged): Record<string, Json> {
  return {
    interval_seconds: device.intervalSeconds,
    last_seen: device.lastSeenMs === null ? null : new Date(device.lastSeenMs).toISOString(),
  };
}

/**
 * Finds devices of which no report came when some were due, and writes what that makes of them, at
 * most `limits.devicesSweptMax` at a time. Returns the changes.
 */
export async function judgeSilence(
  transaction: Transaction,
  watch: JudgingWatch,
  nowMs: number,
): Promise<readonly StateChange[]> {
  const found = await findSilent(transaction, watch);
  const changes = found.map((device) => ({
    device,
    previousState: device.status,
    ...wordsOf(device, watch, nowMs),
    changedBy: 'system',
    atMs: changeTimeOf(device, nowMs),
    extraData: extraDataOf(device),
  }));
  await writeChanges(transaction, changes);
  return changes;
}
