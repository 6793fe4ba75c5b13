import { createKey, uniformAt } from '../random/keyed-random.ts';

/** What a simulated terminal is made from. */
export interface DevicePlan {
  readonly deviceId: string;
  readonly siteId: string;
  /** ISO 4217. */
  readonly currency: string;
  /** The configuration that it begins with. */
  readonly configVersion: string;
}

/** What every sample of a terminal has in common. */
export interface DeviceTraits {
  readonly firmware: string;
  /** Its part of the transactions of its site, as a multiple of an equal share. */
  readonly share: number;
  /** How prone it is to trouble of its own, 1 in the mean. */
  readonly proneness: number;
  readonly memoryBase: number;
  readonly diskBase: number;
  readonly latencyBaseMs: number;
  /** Milliseconds that its clock gains an hour; most keep time. */
  readonly driftMsPerHour: number;
}

/** The configuration of a terminal that nobody gave one yet. */
export const configVersionDefault = '2.5.0';

const firmwareMix = [
  { below: 0.7, firmware: '2.4.1' },
  { below: 0.9, firmware: '2.4.0' },
  { below: 1, firmware: '2.3.8' },
] as const;
const driftingShare = 0.12;
const driftMsPerHourMax = 6_000;

/** The traits of a terminal, by its name alone. */
export function readTraits(deviceId: string, seed: number): DeviceTraits {
  const key = createKey(seed, 'device', deviceId, 'traits');
  const at = (index: number) => uniformAt(key, index);
  const drift = at(6) < driftingShare ? (at(7) * 2 - 1) * driftMsPerHourMax : 0;
  return {
    firmware: firmwareMix.find(({ below }) => at(0) < below)?.firmware ?? '2.4.1',
    share: 0.7 + 0.6 * at(1),
    proneness: 0.7 + 0.6 * at(2),
    memoryBase: 43 + 9 * at(3),
    diskBase: 32 + 24 * at(4),
    latencyBaseMs: 24 + 16 * at(5),
    driftMsPerHour: Math.round(drift),
  };
}
