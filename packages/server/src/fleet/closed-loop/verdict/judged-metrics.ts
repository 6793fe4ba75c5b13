import type { WindowMetric } from '../../../query/index.ts';

/** How a metric is judged. */
export interface JudgedMetric {
  readonly name: WindowMetric;
  /** 1 where more is worse, -1 where less is. */
  readonly worse: 1 | -1;
  /** The smallest effect that matters, in the unit of the metric... */
  readonly absolute: number;
  /** ...and as a share of what it was before; both must be reached. */
  readonly relative: number;
  /** What of a window is compared: `level` where rare spikes are usual, else `mean`. */
  readonly compared: 'mean' | 'level';
  /** Whether it is a share of 0 and 1: then even no event at all says only so much. */
  readonly share?: true;
  /** Whether less of it is no improvement in itself: a restart frees memory, whatever was changed. */
  readonly harmOnly?: true;
}

/**
 * What a change is judged by, and what counts as an effect. Disk and connections are shown in the
 * windows but not judged: a change of them is neither good nor bad in itself.
 */
export const judgedMetrics: readonly JudgedMetric[] = [
  {
    name: 'unhealthy_share',
    worse: 1,
    absolute: 0.15,
    relative: 0.25,
    compared: 'mean',
    share: true,
  },
  { name: 'silent_share', worse: 1, absolute: 0.25, relative: 0.25, compared: 'mean', share: true },
  { name: 'response_time_ms', worse: 1, absolute: 10, relative: 0.2, compared: 'level' },
  { name: 'network_latency_ms', worse: 1, absolute: 10, relative: 0.2, compared: 'level' },
  { name: 'error_rate', worse: 1, absolute: 1, relative: 0.25, compared: 'mean' },
  { name: 'queue_depth', worse: 1, absolute: 3, relative: 0.25, compared: 'mean' },
  { name: 'cpu_percent', worse: 1, absolute: 20, relative: 0.25, compared: 'mean', harmOnly: true },
  {
    name: 'memory_percent',
    worse: 1,
    absolute: 15,
    relative: 0.25,
    compared: 'mean',
    harmOnly: true,
  },
  {
    name: 'transactions_per_minute',
    worse: -1,
    absolute: 0.5,
    relative: 0.3,
    compared: 'mean',
  },
];
