import type { DeviceReport } from '@homepot/catalogue';
import type { FaultProcess } from '../fault/fault-process.ts';
import { createKey, uniformAt } from '../random/keyed-random.ts';
import { smoothNoise } from '../random/smooth-noise.ts';
import type { SiteRhythm } from '../site/site-rhythm.ts';
import { hourMs, minuteMs, within } from '../units.ts';
import { createBoots } from './boots.ts';
import type { UpdateCourse } from './configuration.ts';
import { readCrashLoop, readUpdateCourse, severityOf } from './configuration.ts';
import type { DeviceFaults } from './device-faults.ts';
import { createDeviceFaults } from './device-faults.ts';
import type { DevicePlan } from './device-plan.ts';
import { readTraits } from './device-plan.ts';
import { createGauges } from './measure.ts';
import { createTransactionCounter } from './transactions.ts';
import { readTrouble } from './trouble.ts';

/** What a terminal says of an instant: a report without its envelope. */
export type DeviceReading = Required<
  Pick<
    DeviceReport,
    'status' | 'response_time_ms' | 'device_info' | 'services' | 'metrics' | 'config_version'
  >
> &
  Pick<DeviceReport, 'error'>;

/** A simulated terminal. Time is given, never asked; it must not go back between two readings. */
export interface DeviceModel {
  readonly plan: DevicePlan;
  /** The configuration that it runs with. */
  configVersion(): string;
  /** How it is. Between two instants nothing needs to be asked: steps of any length agree. */
  read(atMs: number): DeviceReading;
  /** Whether it is switched on and through with starting. */
  isUp(atMs: number): boolean;
  /** Whether it reaches the network. */
  isConnected(atMs: number): boolean;
  /** What its clock shows beyond the true time, in milliseconds; a time server sets it right now and then. */
  clockErrorMs(atMs: number): number;
  /** What becomes of an attempt to give it a configuration; `startMs` decides whether there is a network. */
  updateCourse(commandId: string, version: string): UpdateCourse;
  /** Runs with another configuration from now on. */
  applyConfiguration(version: string, atMs: number): void;
  restart(atMs: number): void;
}

/** What the terminals of a simulation share. */
export interface ModelSurroundings {
  readonly seed: number;
  readonly rhythm: SiteRhythm;
  readonly siteGateway: FaultProcess;
  /** Terminals at the site. */
  readonly deviceCount: number;
  readonly badVersions: ReadonlySet<string>;
  readonly areFaultsOn: boolean;
}

const clockSetPeriodMs = 9 * hourMs;
const cleanUpMinute = 3 * 60;

/** Of the customers who come, how many can be served while something is wrong. */
function capacityOf(faults: DeviceFaults): number {
  if (faults.database.isOn || faults.isDiskFull) return 0.05;
  if (faults.siteGateway.isOn || faults.gateway.isOn) return 0.2;
  return 1;
}

const deviceInfoOf = (firmware: string, uptimeMs: number) => ({
  model: 'POS-Terminal-X1',
  firmware,
  os: 'Linux ARM',
  memory_mb: 2_048,
  storage_gb: 16,
  uptime_seconds: Math.floor(uptimeMs / 1_000),
});

/** Creates a terminal. Everything about it follows from the seed, its name and what it is told. */
export function createDeviceModel(
  plan: DevicePlan,
  { seed, rhythm, siteGateway, deviceCount, badVersions, areFaultsOn }: ModelSurroundings,
): DeviceModel {
  const { deviceId } = plan;
  const traits = readTraits(deviceId, seed);
  const faultSource = createDeviceFaults(deviceId, seed, {
    siteGateway,
    rhythm,
    proneness: traits.proneness,
    isOn: areFaultsOn,
  });
  const gauges = createGauges(deviceId, seed, traits);
  const crowdKey = createKey(seed, 'device', deviceId, 'customers');
  const phase = uniformAt(createKey(seed, 'device', deviceId, 'phase'), 0);
  const crowd = (atMs: number) =>
    within(1 + 0.12 * smoothNoise(crowdKey, atMs, 9 * minuteMs), 0.5, 1.5);
  let version = plan.configVersion;
  let severity = severityOf(version, badVersions);
  const counter = createTransactionCounter(
    { seed, deviceId, currency: plan.currency },
    rhythm,
    traits.share / Math.max(1, deviceCount),
    (atMs) => crowd(atMs) * capacityOf(faultSource.at(atMs)) * (1 - 0.15 * severity),
  );

  const boots = createBoots(phase);

  return {
    plan,
    configVersion: () => version,
    isUp: (atMs) => boots.at(faultSource.at(atMs), atMs).isUp,
    isConnected: (atMs) => !faultSource.at(atMs).network.isOn,
    clockErrorMs(atMs) {
      const sinceSetMs = (atMs + phase * clockSetPeriodMs) % clockSetPeriodMs;
      return areFaultsOn ? Math.round((traits.driftMsPerHour * sinceSetMs) / hourMs) : 0;
    },
    updateCourse: (commandId, wanted) =>
      readUpdateCourse(seed, deviceId, commandId, badVersions.has(wanted)),
    applyConfiguration(wanted, atMs) {
      version = wanted;
      severity = severityOf(wanted, badVersions);
      boots.restart(atMs, severity > 0 ? readCrashLoop(seed, deviceId, wanted) : undefined);
    },
    restart: (atMs) =>
      boots.restart(atMs, severity > 0 ? readCrashLoop(seed, deviceId, version) : undefined),
    read(atMs) {
      const faults = faultSource.at(atMs);
      const uptimeMs = Math.max(0, atMs - boots.at(faults, atMs).bootedAtMs);
      const isBroken = severity > 0 && faultSource.badConfigurationAt(atMs);
      const { cause, error, services } = readTrouble(faults, isBroken);
      const takings = counter.takingsAt(atMs);
      const minuteOfDay = (atMs - rhythm.dayAt(atMs).startMs) / minuteMs;
      const { response_time_ms, ...measured } = gauges({
        atMs,
        activity: rhythm.activity(atMs) * crowd(atMs),
        faults,
        cause,
        severity,
        uptimeMs,
        hoursSinceCleanUp: ((minuteOfDay - cleanUpMinute + 1_440) % 1_440) / 60,
      });
      return {
        status: cause === undefined ? 'healthy' : 'unhealthy',
        response_time_ms,
        device_info: deviceInfoOf(traits.firmware, uptimeMs),
        services,
        metrics: {
          ...measured,
          transaction_count: takings.count,
          transaction_volume: takings.volume,
          currency: plan.currency,
        },
        config_version: version,
        ...(error === undefined ? {} : { error }),
      };
    },
  };
}
