import { createDevice, createSite, listDevices, listSites } from '@homepot/catalogue';
import type { Client } from '@homepot/client';
import { ClientError } from '@homepot/client';
import { trafficLimits as limits } from './traffic-limits.ts';

/** A device that the traffic may play with: one of a simulated fleet. */
export interface PlayedDevice {
  readonly device_id: string;
  readonly site_id: string;
  readonly segment: string | null;
  readonly status: string;
  readonly status_reason: string | null;
}

/** The simulated devices as they were seen last. */
export interface FleetWatch {
  /** Asks how the devices are. Devices that are not simulated are left out: nobody plays with those. */
  look(signal: AbortSignal): Promise<void>;
  devices(): readonly PlayedDevice[];
  /** Those of them that are in trouble. */
  troubled(): readonly PlayedDevice[];
}

const pageRows = 1_000;
const inTrouble: readonly string[] = ['degraded', 'error', 'offline'];

/** Creates the watch, which has seen no device yet. */
export function createFleetWatch(client: Client): FleetWatch {
  let seen: readonly PlayedDevice[] = [];
  return {
    devices: () => seen,
    troubled: () => seen.filter((device) => inTrouble.includes(device.status)),
    async look(signal) {
      const found: PlayedDevice[] = [];
      let cursor: string | null = null;
      do {
        const query = { limit: pageRows, ...(cursor === null ? {} : { cursor }) };
        const page: Awaited<ReturnType<typeof client.call<typeof listDevices>>> = await client.call(
          listDevices,
          { query, signal },
        );
        found.push(...page.data.filter((device) => device.provenance === 'simulated'));
        cursor = page.next_cursor;
      } while (cursor !== null && found.length < limits.devicesMax);
      seen = found;
    },
  };
}

const newSites = [
  { site_id: 'sim-north', name: 'Simulated store, north', timezone: 'Europe/London' },
  { site_id: 'sim-south', name: 'Simulated store, south', timezone: 'Europe/Berlin' },
] as const;
const devicesEach = 4;

/** Runs a creation; that something of this name is there already is as good. */
async function orThere(creating: Promise<unknown>): Promise<void> {
  try {
    await creating;
  } catch (error) {
    if (!(error instanceof ClientError) || error.status !== 409) throw error;
  }
}

/** Enters two sites with four simulated devices each. Again, it changes nothing. */
export async function enterSmallFleet(client: Client): Promise<void> {
  for (const site of newSites) {
    await orThere(client.call(createSite, { body: site }));
    for (let number = 1; number <= devicesEach; number += 1) {
      const device_id = `${site.site_id}-pos-${number}`;
      const body = {
        device_id,
        site_id: site.site_id,
        segment: 'pos-terminals',
        provenance: 'simulated' as const,
      };
      await orThere(client.call(createDevice, { body }));
    }
  }
}

/** Whether there is no site at all. */
export const hasNoSite = async (client: Client): Promise<boolean> =>
  (await client.call(listSites, { query: { limit: 1 } })).data.length === 0;
