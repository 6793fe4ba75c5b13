import type { Transaction } from '../../store/index.ts';
import type { HeldDevice } from './held-device.ts';
import { holdDevices } from './held-device.ts';
import { changeTimeOf, writeChanges } from './state-change.ts';

/** That a device went, and when the house heard of it. */
export interface Departure {
  readonly deviceId: string;
  readonly presence: 'stopped' | 'cut_off';
  readonly atMs: number;
  /** When the connection that ended had begun, by the clock of the device; NaN where it is no instant. */
  readonly connectedAtMs: number;
  /** When the device's last connection began that this server knows of, minus the tolerance. */
  readonly sessionFromMs: number | undefined;
}

/** Whether a newer connection of the device exists than the one that ended. */
function isOld({ connectedAtMs, sessionFromMs }: Departure, { clockSkewMs }: HeldDevice): boolean {
  if (sessionFromMs === undefined || Number.isNaN(connectedAtMs)) return false;
  return clockSkewMs !== null && connectedAtMs + clockSkewMs < sessionFromMs;
}

/**
 * Writes that devices went: since when, and `offline` at once for one that stopped by itself. One
 * that was cut off may be back in a moment; the sweep finds it offline when it is not.
 */
export async function writeDepartures(
  transaction: Transaction,
  departures: readonly Departure[],
): Promise<number> {
  // Of several of one device the last counts.
  const byDevice = new Map(departures.map((departure) => [departure.deviceId, departure]));
  const gone = (await holdDevices(transaction, [...byDevice.keys()])).flatMap((device) => {
    const departure = byDevice.get(device.deviceId);
    return departure === undefined || isOld(departure, device) ? [] : [{ device, departure }];
  });
  if (gone.length === 0) return 0;
  await transaction.query(
    `UPDATE devices SET disconnected_at = given.at
     FROM unnest($1::bigint[], $2::timestamptz[]) AS given (id, at) WHERE devices.id = given.id`,
    [
      gone.map(({ device }) => device.id),
      gone.map(({ departure }) => new Date(departure.atMs).toISOString()),
    ],
  );
  const changes = gone
    .filter(({ departure }) => departure.presence === 'stopped')
    .filter(({ device }) => device.status !== 'offline' && device.status !== 'maintenance')
    .map(({ device, departure }) => ({
      device,
      previousState: device.status,
      newState: 'offline' as const,
      reason: 'Agent stopped',
      changedBy: 'system',
      atMs: changeTimeOf(device, departure.atMs),
    }));
  await writeChanges(transaction, changes);
  return changes.length;
}
