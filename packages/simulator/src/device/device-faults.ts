import { faultFacts, fullDiskMeanMs } from '../fault/fault-facts.ts';
import type { FaultProcess, Phase } from '../fault/fault-process.ts';
import { createFaultProcess } from '../fault/fault-process.ts';
import type { SiteRhythm } from '../site/site-rhythm.ts';

/** What plagues a terminal at an instant. */
export interface DeviceFaults {
  readonly siteGateway: Phase;
  readonly gateway: Phase;
  readonly database: Phase;
  readonly disk: Phase;
  readonly network: Phase;
  readonly leak: Phase;
  readonly restart: Phase;
  /** Whether the disk is full, so that the database can write nothing. */
  readonly isDiskFull: boolean;
}

/** The causes at one terminal, all looked up by time. */
export interface DeviceFaultSource {
  at(atMs: number): DeviceFaults;
  /** Whether a bad configuration shows at this instant; asked only where there is one. */
  badConfigurationAt(atMs: number): boolean;
}

const quiet: Phase = { episode: undefined, isOn: false, lead: 0, tail: 0 };
const none: DeviceFaults = {
  siteGateway: quiet,
  gateway: quiet,
  database: quiet,
  disk: quiet,
  network: quiet,
  leak: quiet,
  restart: quiet,
  isDiskFull: false,
};

/** Creates the gateway of a site, to be shared by its terminals. */
export const createSiteGateway = (siteId: string, seed: number, rhythm: SiteRhythm): FaultProcess =>
  createFaultProcess(faultFacts.siteGateway, seed, `site ${siteId}`, { favour: rhythm.activity });

/** The end of a warning that nobody heeded: the disk is full for a while, then somebody comes. */
function isDiskFull({ episode }: Phase, atMs: number): boolean {
  if (episode === undefined || episode.luck < 0.5) return false;
  const downMs = fullDiskMeanMs * 2 * (episode.strength - 0.25);
  return atMs >= episode.endMs && atMs < episode.endMs + downMs;
}

/** Creates the causes at one terminal; with `isOn` false there are none. */
export function createDeviceFaults(
  deviceId: string,
  seed: number,
  {
    siteGateway,
    rhythm,
    proneness,
    isOn,
  }: {
    readonly siteGateway: FaultProcess;
    readonly rhythm: SiteRhythm;
    readonly proneness: number;
    readonly isOn: boolean;
  },
): DeviceFaultSource {
  const place = `device ${deviceId}`;
  const create = (facts: keyof typeof faultFacts, options = {}) =>
    createFaultProcess(faultFacts[facts], seed, place, options);
  const gateway = create('gateway', { proneness, favour: rhythm.activity });
  const database = create('database', { proneness });
  const disk = create('disk', { proneness });
  const network = create('network', { proneness });
  const leak = create('leak', { proneness });
  const restart = create('restart');
  const badConfiguration = create('badConfiguration');
  return {
    badConfigurationAt: (atMs) => badConfiguration.at(atMs).isOn,
    at(atMs) {
      if (!isOn) return none;
      const filling = disk.at(atMs);
      return {
        siteGateway: siteGateway.at(atMs),
        gateway: gateway.at(atMs),
        database: database.at(atMs),
        disk: filling,
        network: network.at(atMs),
        leak: leak.at(atMs),
        restart: restart.at(atMs),
        isDiskFull: isDiskFull(filling, atMs),
      };
    },
  };
}
