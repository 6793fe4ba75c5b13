import type { Config } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';

/**
 * For how long a stored measurement of a device stands in its hours and days, in milliseconds: until a row
 * is stored whatever it says, and a while more, since that comes with a report. It is the same for every
 * device, so that an hour equals its recount also after the device was told to report more rarely.
 */
export const measurementHoldMs = ({
  THIN_SNAPSHOT_SECONDS: snapshotSeconds,
}: Pick<Config, 'THIN_SNAPSHOT_SECONDS'>): number =>
  (snapshotSeconds + limits.reportIntervalHeldSecondsMax) * 1_000;
