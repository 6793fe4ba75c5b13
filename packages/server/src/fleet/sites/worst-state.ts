import type { DeviceState } from '@homepot/catalogue';
import type { StateCounts } from '../overview/site-states.ts';

const worstFirst: readonly DeviceState[] = [
  'error',
  'offline',
  'degraded',
  'unknown',
  'maintenance',
  'online',
];

/** The worst state that a device is in; null where there is no device. */
export const worstState = (counts: StateCounts): DeviceState | null =>
  worstFirst.find((state) => counts[state] > 0) ?? null;
