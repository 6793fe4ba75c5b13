import type { Phase } from '../fault/fault-process.ts';
import type { DeviceFaults } from './device-faults.ts';

const gatewayOf = (phase: Phase): number =>
  phase.isOn ? 1 : Math.max(0.8 * phase.lead ** 2, 0.7 * phase.tail);

/** How the gateway shows in what is measured: 0 in peace, rising before a failure, 1 in it. */
export const gatewayPressure = ({ siteGateway, gateway }: DeviceFaults): number =>
  Math.max(gatewayOf(siteGateway), gatewayOf(gateway));

/** The same of the database. */
export const databasePressure = ({ database, isDiskFull }: DeviceFaults): number =>
  database.isOn || isDiskFull ? 1 : Math.max(0.8 * database.lead ** 2, 0.6 * database.tail);

/** How far a leak of memory has come, 0 to 1. A restart gives everything back; then it begins anew. */
export function leakAt({ leak }: DeviceFaults, atMs: number, uptimeMs: number): number {
  if (leak.episode === undefined || !leak.isOn) return 0;
  const { startMs, endMs } = leak.episode;
  return Math.min(atMs - startMs, uptimeMs) / (endMs - startMs);
}
