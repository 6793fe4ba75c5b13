import type { AnswerOf } from '@homepot/catalogue';
import {
  createDevice,
  createSite,
  listDevices,
  replaceSchedules,
  showSchedules,
} from '@homepot/catalogue';
import type { Client } from '@homepot/client';
import { ClientError } from '@homepot/client';
import type { DevicePlan } from '../device/device-plan.ts';
import { configVersionDefault } from '../device/device-plan.ts';
import type { SitePlan } from '../site/site-plan.ts';
import { callPatiently } from './call-patiently.ts';
import { forEachAtOnce } from './for-each-at-once.ts';
import { limits } from './limits.ts';
import type { NewSite } from './new-site.ts';
import { createNewSite } from './new-site.ts';

/** The sites and terminals that a fleet plays. */
export interface FleetInventory {
  readonly sites: readonly SitePlan[];
  readonly devices: readonly DevicePlan[];
}

/** What entering and reading them needs. */
export interface InventoryOptions {
  readonly client: Client;
  readonly seed: number;
  /** Terminals that there shall be. */
  readonly deviceCount: number;
  readonly intervalSeconds: number;
  readonly signal: AbortSignal;
}

type ShownDevice = AnswerOf<typeof listDevices>['data'][number];

const currencyDefault = 'GBP';
const segment = 'pos-terminals';

/** Every device of the house, removed ones too: their names are taken. */
async function readDevices({ client, signal }: InventoryOptions): Promise<ShownDevice[]> {
  const all: ShownDevice[] = [];
  let cursor: string | null = null;
  do {
    const query = { limit: 1_000, include_inactive: true, ...(cursor === null ? {} : { cursor }) };
    const page: AnswerOf<typeof listDevices> = await callPatiently(
      () => client.call(listDevices, { query, signal }),
      signal,
    );
    all.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return all;
}

/** Whether the house knows a device that is not simulated. */
export async function hasRealDevices(client: Client, signal: AbortSignal): Promise<boolean> {
  const options = { client, signal, seed: 0, deviceCount: 0, intervalSeconds: 5 };
  return (await readDevices(options)).some(
    ({ provenance, is_active }) => is_active && provenance !== 'simulated',
  );
}

/** Makes something that may be there from before. */
async function make(call: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  try {
    await callPatiently(call, signal);
  } catch (error) {
    if (!(error instanceof ClientError) || error.status !== 409) throw error;
  }
}

async function enterSite(site: NewSite, { client, signal }: InventoryOptions): Promise<void> {
  const { siteId: site_id, name, location, latitude, longitude, timezone } = site;
  const description = `Simulated, with ${site.deviceCount} terminals`;
  const body = { site_id, name, description, location, latitude, longitude, timezone };
  await make(() => client.call(createSite, { body, signal }), signal);
  await callPatiently(
    () =>
      client.call(replaceSchedules, {
        parameters: { site_id },
        body: { schedules: [...site.week] },
        signal,
      }),
    signal,
  );
}

interface NewDevice extends DevicePlan {
  readonly name: string;
}

/** As many sites as hold the terminals that are wanted; names that are taken are passed over. */
function planNewDevices(
  wanted: number,
  known: ReadonlySet<string>,
  seed: number,
): { sites: NewSite[]; devices: NewDevice[] } {
  const sites: NewSite[] = [];
  const devices: NewDevice[] = [];
  for (let number = 1; devices.length < wanted; number += 1) {
    const site = createNewSite(number, seed);
    const before = devices.length;
    for (let place = 1; place <= site.deviceCount && devices.length < wanted; place += 1) {
      const deviceId = `${site.siteId}-pos-${String(place).padStart(2, '0')}`;
      if (known.has(deviceId)) continue;
      devices.push({
        deviceId,
        siteId: site.siteId,
        name: `${site.name}, till ${place}`,
        currency: site.currency,
        configVersion: configVersionDefault,
      });
    }
    if (devices.length > before) sites.push(site);
  }
  return { sites, devices };
}

async function enterDevice(device: NewDevice, options: InventoryOptions): Promise<void> {
  const { client, signal, intervalSeconds } = options;
  const body = {
    device_id: device.deviceId,
    name: device.name,
    site_id: device.siteId,
    segment,
    config: { currency: device.currency, printer: 'on' },
    report_interval_seconds: intervalSeconds,
    provenance: 'simulated' as const,
  };
  await make(() => client.call(createDevice, { body, signal }), signal);
}

function planOf(device: ShownDevice): DevicePlan {
  const { currency } = device.config;
  return {
    deviceId: device.device_id,
    siteId: device.site_id,
    currency:
      typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) ? currency : currencyDefault,
    configVersion: device.config_version ?? configVersionDefault,
  };
}

async function readSite(
  siteId: string,
  deviceCount: number,
  { client, signal }: InventoryOptions,
): Promise<SitePlan> {
  const { timezone, schedules, exceptions } = await callPatiently(
    () => client.call(showSchedules, { parameters: { site_id: siteId }, signal }),
    signal,
  );
  return { siteId, timezone, week: schedules, exceptions, deviceCount };
}

/**
 * Finds the simulated terminals of the house, enters as many more as are wanted, each with its site
 * and its schedule, and reads what their rhythm is made from.
 */
export async function readFleetInventory(options: InventoryOptions): Promise<FleetInventory> {
  const shown = await readDevices(options);
  const simulated = shown.filter(
    ({ provenance, is_active }) => is_active && provenance === 'simulated',
  );
  const devices: DevicePlan[] = simulated.slice(0, options.deviceCount).map(planOf);
  const known = new Set(shown.map(({ device_id }) => device_id));
  const missing = planNewDevices(options.deviceCount - devices.length, known, options.seed);
  await forEachAtOnce(missing.sites, limits.callsAtOnceMax, (site) => enterSite(site, options));
  await forEachAtOnce(missing.devices, limits.callsAtOnceMax, (device) =>
    enterDevice(device, options),
  );
  devices.push(...missing.devices);
  const bySite = Map.groupBy(devices, ({ siteId }) => siteId);
  const sites: SitePlan[] = [];
  await forEachAtOnce(bySite, limits.callsAtOnceMax, async ([siteId, members]) => {
    sites.push(await readSite(siteId, members.length, options));
  });
  return { sites, devices };
}
