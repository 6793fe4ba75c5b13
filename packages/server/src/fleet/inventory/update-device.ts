import type { BodyOf, updateDevice as updateRoute } from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { changeState } from '../presence/change-state.ts';
import { requireSmallConfig } from './check-config.ts';
import { describeChange } from './describe-change.ts';
import type { Device, StoredDevice } from './device.ts';
import { lockDevice, readDevice, showStoredDevice } from './device.ts';
import type { DevicesDependencies } from './devices-dependencies.ts';
import { holdSite } from './lock-site.ts';
import { recordConfig } from './record-config.ts';
import { tellConfigByName } from './tell-config.ts';

type DeviceChange = BodyOf<typeof updateRoute>;

const changeable = [
  'name',
  'device_type',
  'site_id',
  'segment',
  'config',
  'report_interval_seconds',
  'is_active',
] as const;

const verbs = {
  device_removed: 'removed',
  device_restored: 'brought back',
  device_updated: 'changed',
};

interface Change {
  readonly transaction: Transaction;
  readonly before: StoredDevice;
  readonly given: DeviceChange;
  readonly actor: Actor;
  readonly atMs: number;
}

function eventOf(before: Device, after: Device): keyof typeof verbs {
  if (before.is_active === after.is_active) return 'device_updated';
  return after.is_active ? 'device_restored' : 'device_removed';
}

/** The site that the device will stand in, which must not go meanwhile. */
async function holdSiteOf({ transaction, before, given }: Change): Promise<number | null> {
  const moves = given.site_id !== undefined && given.site_id !== before.site_id;
  const comesBack = given.is_active === true && !before.is_active;
  return moves || comesBack ? holdSite(transaction, given.site_id ?? before.site_id) : null;
}

async function writeDevice(change: Change): Promise<void> {
  const { transaction, before, given, atMs } = change;
  const siteRowId = await holdSiteOf(change);
  const after = { ...before, ...given };
  await transaction.query(
    `UPDATE devices SET name = $2, device_type = $3, site_id = coalesce($4, site_id), segment = $5,
       config = $6, report_interval_seconds = $7, is_active = $8, updated_at = $9
     WHERE id = $1`,
    [
      before.id,
      after.name,
      after.device_type,
      siteRowId,
      after.segment,
      JSON.stringify(after.config),
      after.report_interval_seconds,
      after.is_active,
      new Date(atMs).toISOString(),
    ],
  );
}

/** The state that a change asks for; undefined where it stays as it is. */
function wantedState({ before, given }: Change): 'maintenance' | 'unknown' | undefined {
  const isActive = given.is_active ?? before.is_active;
  if (given.status !== undefined && !isActive) {
    throw new HomepotError('parameter_invalid', {
      path: 'status',
      message: 'A device that is removed has no state',
    });
  }
  const ends = given.status === 'unknown' && before.status === 'maintenance';
  const comesBack = isActive && !before.is_active;
  if (given.status === 'maintenance') return 'maintenance';
  return ends || comesBack ? 'unknown' : undefined;
}

async function writeState(change: Change): Promise<void> {
  const { transaction, before, given, actor, atMs } = change;
  const newState = wantedState(change);
  if (newState === undefined) return;
  const reason =
    newState === 'maintenance'
      ? 'Under maintenance'
      : before.is_active
        ? 'Maintenance ended'
        : 'The device was brought back';
  await changeState(transaction, {
    deviceId: before.device_id,
    newState,
    reason: given.reason ?? reason,
    changedBy: actor.username ?? 'system',
    atMs,
  });
}

async function change(
  { clock, deviceCredentials }: DevicesDependencies,
  transaction: Transaction,
  deviceId: string,
  given: DeviceChange,
  actor: Actor,
) {
  const before = await lockDevice(transaction, deviceId);
  const one = { transaction, before, given, actor, atMs: clock.nowMs() };
  const changed = describeChange(before, { ...before, ...given }, changeable);
  if (changed !== undefined) await writeDevice(one);
  await writeState(one);
  await recordConfig(one);
  const after = await readDevice(transaction, deviceId);
  const ended =
    before.is_active && !after.is_active
      ? await deviceCredentials.revoke(transaction, { deviceRowId: before.id })
      : [];
  const told = describeChange(before, after, [...changeable, 'status']);
  if (told !== undefined) {
    const eventType = eventOf(before, after);
    await appendAudit(transaction, {
      atMs: one.atMs,
      eventType,
      description: `Device ${deviceId} was ${verbs[eventType]}`,
      deviceId,
      siteId: after.site_id,
      ...tellConfigByName(told, before.config, after.config),
      ...auditedActor(actor, ended.length === 0 ? {} : { revoked: ended }),
    });
  }
  return { device: showStoredDevice(after), ended, moved: before.site_id !== after.site_id };
}

/**
 * Changes a device. One that is removed loses its credentials, and its connections are closed; so
 * are those of one that moves, which speaks for another site from then on.
 */
export async function updateDevice(
  deps: DevicesDependencies,
  deviceId: string,
  given: DeviceChange,
  actor: Actor,
): Promise<Device> {
  requireSmallConfig(given.config);
  const { device, ended, moved } = await deps.database.transaction((transaction) =>
    change(deps, transaction, deviceId, given, actor),
  );
  if (!device.is_active || moved) deps.authenticator.forget({ deviceId });
  if (!device.is_active) await deps.connections.closeAll(deviceId, ended);
  else if (moved) await deps.connections.closeAll(deviceId, []);
  return device;
}
