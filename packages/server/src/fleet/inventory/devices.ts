import type {
  AnswerOf,
  BodyOf,
  createDevice as createRoute,
  DeviceState,
  listDevices as listRoute,
  QueryOf,
  summariseDevices as summaryRoute,
  updateDevice as updateRoute,
} from '@homepot/catalogue';
import { deviceStates } from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import type { Page } from '../../kernel/index.ts';
import { HomepotError, limits, readCursor, toPage } from '../../kernel/index.ts';
import { requireSmallConfig } from './check-config.ts';
import type { Device, StoredDevice } from './device.ts';
import { readDevice, selectDevices, showStoredDevice } from './device.ts';
import type { DevicesDependencies } from './devices-dependencies.ts';
import { insertDevice } from './insert-device.ts';
import { holdSite } from './lock-site.ts';
import { updateDevice } from './update-device.ts';

type NewDevice = BodyOf<typeof createRoute>;
type ListQuery = QueryOf<typeof listRoute>;
type Summary = AnswerOf<typeof summaryRoute>;

/** The terminals. Every change is audited with the values before and after. */
export interface Devices {
  list(query: ListQuery): Promise<Page<Device>>;
  /** Counts the devices that are not removed. */
  summarise(): Promise<Summary>;
  /** Throws conflict where the name is taken, also by a removed device, and parameter_invalid. */
  create(device: NewDevice, actor: Actor): Promise<Device>;
  /** Removed devices too. Throws not_found. */
  read(deviceId: string): Promise<Device>;
  /** Throws not_found or parameter_invalid. */
  update(deviceId: string, change: BodyOf<typeof updateRoute>, actor: Actor): Promise<Device>;
}

const pageOfDevices = `${selectDevices}
WHERE d.id > $1 AND (d.is_active OR $2)
  AND ($3::text IS NULL OR s.site_id = $3)
  AND ($4::text IS NULL OR d.status = $4)
  AND ($5::text IS NULL OR d.segment = $5)
  AND ($6::text IS NULL OR strpos(lower(d.device_id), lower($6)) > 0
    OR strpos(lower(d.name), lower($6)) > 0)
ORDER BY d.id LIMIT $7`;

async function listDevices(
  { database }: DevicesDependencies,
  query: ListQuery,
): Promise<Page<Device>> {
  const { limit = limits.listRowsDefault, cursor, include_inactive = false } = query;
  const { site_id = null, status = null, segment = null, search = null } = query;
  const rows = await database.query<StoredDevice>(pageOfDevices, [
    readCursor(cursor),
    include_inactive,
    site_id,
    status,
    segment,
    search,
    limit + 1,
  ]);
  return toPage(rows, limit, showStoredDevice);
}

interface StateCount {
  readonly site_id: string;
  readonly status: DeviceState;
  readonly devices: number;
}

function addUp(counts: readonly StateCount[]): Pick<Summary, 'total' | 'by_status'> {
  const by_status = Object.fromEntries(deviceStates.map((state) => [state, 0])) as Record<
    DeviceState,
    number
  >;
  for (const { status, devices } of counts) by_status[status] += devices;
  return { total: counts.reduce((sum, { devices }) => sum + devices, 0), by_status };
}

async function summarise({ database }: DevicesDependencies): Promise<Summary> {
  const counts = await database.query<StateCount>(
    `SELECT s.site_id, d.status, count(*) AS devices FROM devices d JOIN sites s ON s.id = d.site_id
     WHERE d.is_active GROUP BY s.site_id, d.status ORDER BY s.site_id`,
  );
  const bySite = Map.groupBy(counts, ({ site_id }) => site_id);
  return {
    ...addUp(counts),
    sites: [...bySite].map(([site_id, some]) => ({ site_id, ...addUp(some) })),
  };
}

async function createDevice(
  { database, clock }: DevicesDependencies,
  given: NewDevice,
  actor: Actor,
): Promise<Device> {
  requireSmallConfig(given.config);
  return database.transaction(async (transaction) => {
    const atMs = clock.nowMs();
    const written = await insertDevice(
      transaction,
      {
        deviceId: given.device_id,
        siteRowId: await holdSite(transaction, given.site_id),
        provenance: given.provenance ?? 'real',
        name: given.name,
        deviceType: given.device_type,
        segment: given.segment,
        config: given.config,
        reportIntervalSeconds: given.report_interval_seconds,
      },
      atMs,
    );
    if (!written) {
      throw new HomepotError('conflict', {
        path: 'device_id',
        message: 'The name is taken, maybe by a device that was removed',
      });
    }
    const device = showStoredDevice(await readDevice(transaction, given.device_id));
    const { name, device_type, segment, config, provenance } = device;
    await appendAudit(transaction, {
      atMs,
      eventType: 'device_created',
      description: `Device ${given.device_id} was created`,
      deviceId: given.device_id,
      siteId: given.site_id,
      newValues: { name, device_type, segment, provenance, config: Object.keys(config).sort() },
      ...auditedActor(actor),
    });
    return device;
  });
}

export function createDevices(deps: DevicesDependencies): Devices {
  return {
    list: (query) => listDevices(deps, query),
    summarise: () => summarise(deps),
    create: (device, actor) => createDevice(deps, device, actor),
    read: async (deviceId) => showStoredDevice(await readDevice(deps.database, deviceId)),
    update: (deviceId, change, actor) => updateDevice(deps, deviceId, change, actor),
  };
}
