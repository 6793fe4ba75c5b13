import type { DeviceState, Json } from '@homepot/catalogue';
import { deviceStateHistory } from '@homepot/catalogue';
import { appendOutbox } from '../../intake/index.ts';
import { cutText } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { HeldDevice } from './held-device.ts';

/** A change of a device from one state to another. */
export interface StateChange {
  readonly device: Pick<HeldDevice, 'id' | 'deviceId' | 'provenance'>;
  readonly previousState: DeviceState;
  readonly newState: DeviceState;
  readonly reason: string;
  /** A user name, or `system`. */
  readonly changedBy: string;
  readonly atMs: number;
  readonly extraData?: Readonly<Record<string, Json | undefined>> | undefined;
}

const reasonCharactersMax = deviceStateHistory.columns.reason.lengthMax ?? 500;

/** A reason, no longer than the history keeps it. */
export const clipReason = (reason: string): string =>
  reason.length <= reasonCharactersMax ? reason : `${cutText(reason, reasonCharactersMax - 1)}…`;

/**
 * When a change counts as made: not before the one that it follows, though it was decided by another
 * clock or stored late, so that the history of a device read by time is its states in order.
 */
export const changeTimeOf = (device: Pick<HeldDevice, 'statusSinceMs'>, atMs: number): number =>
  Math.max(Math.ceil(atMs), Math.floor(device.statusSinceMs) + 1);

function toRecord(change: StateChange): object {
  return {
    timestamp: new Date(change.atMs).toISOString(),
    device_id: change.device.deviceId,
    previous_state: change.previousState,
    new_state: change.newState,
    changed_by: change.changedBy,
    reason: clipReason(change.reason),
    extra_data: change.extraData,
  };
}

/** Tells of changes through the outbox, under the provenance of each device. */
export async function appendChanges(
  transaction: Transaction,
  changes: readonly StateChange[],
): Promise<void> {
  const byProvenance = Map.groupBy(changes, ({ device }) => device.provenance);
  for (const [provenance, some] of byProvenance) {
    await appendOutbox(transaction, deviceStateHistory.name, some.map(toRecord), provenance);
  }
}

/** Writes changes, at most one a device, whose devices are held, and tells of them. */
export async function writeChanges(
  transaction: Transaction,
  changes: readonly StateChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await transaction.query(
    `UPDATE devices SET status = given.status, status_since = given.since,
       status_reason = given.reason
     FROM unnest($1::bigint[], $2::varchar[], $3::timestamptz[], $4::text[])
       AS given (id, status, since, reason)
     WHERE devices.id = given.id`,
    [
      changes.map(({ device }) => device.id),
      changes.map(({ newState }) => newState),
      changes.map(({ atMs }) => new Date(atMs).toISOString()),
      changes.map(({ reason }) => clipReason(reason)),
    ],
  );
  await appendChanges(transaction, changes);
}
