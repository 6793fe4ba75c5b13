import { createJob } from '@homepot/catalogue';
import type { Client } from '@homepot/client';
import type { Happening } from './agenda.ts';
import type { Chance } from './chance.ts';
import type { FleetWatch } from './fleet-watch.ts';
import { trafficLimits } from './traffic-limits.ts';

/** Mean seconds between two jobs that really change something. */
const betweenSeconds = 180;
const firstAfterSeconds = 20;
const devicesPerJobMax = 50;
/** In a simulation a change is judged soon. */
const settleSeconds = 5;
/** A terminal that stays off longer gets one of the changes that follow. */
const timeToLiveSeconds = 600;

/** Really has a configuration changed, on the simulated devices of one site and on no other. */
export function orderJobs(deps: {
  readonly chance: Chance;
  readonly fleet: FleetWatch;
  readonly admin: Client;
  readonly onDone: (isGood: boolean) => void;
}): { readonly firstAfterSeconds: number; readonly happening: Happening } {
  const { chance, fleet, admin, onDone } = deps;
  let release = chance.whole(0, 40);
  const order = async (): Promise<void> => {
    const devices = fleet.devices();
    const { site_id } = chance.choose(devices);
    const device_ids = devices
      .filter((device) => device.site_id === site_id)
      .slice(0, devicesPerJobMax)
      .map((device) => device.device_id);
    release += 1;
    const config_version = `3.${Math.floor(release / 10)}.${release % 10}`;
    await admin.call(createJob, {
      body: {
        action: 'Update POS payment config',
        device_ids,
        config_version,
        config_url: `https://config.simulation.invalid/pos-payment/${config_version}.json`,
        payload: { requested_by: 'sim-ada', site_id },
        priority: chance.weigh([
          ['normal', 6],
          ['high', 1],
          ['low', 1],
        ]),
        // Played devices have no customers in a queue.
        force: true,
        settle_seconds: settleSeconds,
        time_to_live_seconds: timeToLiveSeconds,
      },
    });
  };
  return {
    firstAfterSeconds,
    happening() {
      if (fleet.devices().length === 0) return trafficLimits.fleetUnknownSeconds;
      order().then(
        () => onDone(true),
        () => onDone(false),
      );
      return chance.span(betweenSeconds);
    },
  };
}
