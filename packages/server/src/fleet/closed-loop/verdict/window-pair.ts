import type { WindowSummary } from '../../../query/index.ts';

/** One device before and after an instant. */
export interface WindowPair {
  readonly deviceId: string;
  readonly before: WindowSummary;
  readonly after: WindowSummary;
}

/** Devices that were changed at about one time, and devices of the same place that were not. */
export interface Comparison {
  readonly changed: readonly WindowPair[];
  readonly peers: readonly WindowPair[];
}
