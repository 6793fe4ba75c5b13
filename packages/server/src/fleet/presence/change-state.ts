import type { DeviceState, Json } from '@homepot/catalogue';
import type { Transaction } from '../../store/index.ts';
import type { HeldDevice } from './held-device.ts';
import { heldColumns, holdDevices } from './held-device.ts';
import type { StateChange } from './state-change.ts';
import { changeTimeOf, writeChanges } from './state-change.ts';

/** Which devices: one by its name, or several by the ids of their rows. */
type Which =
  | { readonly deviceId: string; readonly ids?: undefined }
  | { readonly ids: readonly number[]; readonly deviceId?: undefined };

type NewState = Which & {
  readonly newState: DeviceState;
  readonly reason: string;
  /** A user name, or `system`. */
  readonly changedBy: string;
  readonly atMs: number;
  readonly extraData?: Readonly<Record<string, Json | undefined>>;
};

async function hold(transaction: Transaction, which: Which): Promise<readonly HeldDevice[]> {
  if (which.deviceId !== undefined) return holdDevices(transaction, [which.deviceId]);
  return transaction.query<HeldDevice>(
    `SELECT ${heldColumns} FROM devices WHERE id = ANY ($1::bigint[]) AND is_active
     ORDER BY id FOR NO KEY UPDATE`,
    [which.ids],
  );
}

/**
 * Puts devices into a state, for people and jobs: `maintenance`, or `unknown` when that ends, after
 * which the next report says what they are. Devices that are in it already, or no longer active, are
 * left alone. The history is told with the caller's transaction, through the outbox.
 */
export async function changeState(
  transaction: Transaction,
  { newState, reason, changedBy, atMs, extraData, ...which }: NewState,
): Promise<readonly StateChange[]> {
  const held = await hold(transaction, which);
  const changes = held
    .filter(({ status }) => status !== newState)
    .map((device) => ({
      device,
      previousState: device.status,
      newState,
      reason,
      changedBy,
      atMs: changeTimeOf(device, atMs),
      extraData,
    }));
  await writeChanges(transaction, changes);
  return changes;
}
