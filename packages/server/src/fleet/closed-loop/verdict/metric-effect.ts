import { limits } from '../../../kernel/index.ts';
import type { MetricStatistics } from '../../../query/index.ts';
import { medianOf } from '../../../query/index.ts';
import { centreOf } from './centre-of.ts';
import type { JudgedMetric } from './judged-metrics.ts';
import { shareAbove } from './student-t.ts';
import type { Comparison, WindowPair } from './window-pair.ts';

/** What a change did to one metric, over all devices compared. */
export interface MetricEffect {
  readonly metric: JudgedMetric;
  /** Changed devices that were measured in both windows. */
  readonly devices: number;
  /** Unchanged ones. */
  readonly peers: number;
  /** Medians over the changed devices. */
  readonly before: number;
  readonly after: number;
  /** By how much the changed devices moved more than their peers; in the unit of the metric. */
  readonly effect: number;
  readonly standardError: number;
  /** How likely an effect this bad, or this good, is by chance. */
  readonly worseByChance: number;
  readonly betterByChance: number;
  /** The smallest effect that matters. */
  readonly threshold: number;
}

/** How one device moved, and how sure its own two windows are of that. */
interface Move {
  readonly before: number;
  readonly after: number;
  readonly delta: number;
  readonly variance: number;
  readonly effective: number;
}

/** Square of the standard error of a window's mean, from how much its values vary within it. */
function meanVariance({ share }: JudgedMetric, window: MetricStatistics): number {
  const spread = window.sd ** 2;
  const effective = Math.max(1, window.effective);
  if (share === undefined) return spread / effective;
  const likely = (window.mean * window.samples + 0.5) / (window.samples + 1);
  return Math.max(spread, likely * (1 - likely)) / effective;
}

function moveOf(metric: JudgedMetric, { before, after }: WindowPair): Move[] {
  const was = before.metrics[metric.name];
  const is = after.metrics[metric.name];
  if (was === undefined || is === undefined) return [];
  // The parts of silence are few, and a window of silence alone is what it is there to tell.
  const min = metric.name === 'silent_share' ? limits.silencePartsMin : limits.windowSamplesMin;
  if (was.samples < min || is.samples < min) return [];
  return [
    {
      before: was[metric.compared],
      after: is[metric.compared],
      delta: is[metric.compared] - was[metric.compared],
      variance: meanVariance(metric, was) + meanVariance(metric, is),
      effective: Math.min(was.effective, is.effective),
    },
  ];
}

interface Moves {
  readonly changed: readonly Move[];
  readonly peers: readonly Move[];
}

/** From the distances of peers from their centre to a standard deviation; the more, the fewer they are. */
const spreadOf = (distances: readonly number[]): number =>
  1.4826 * medianOf(distances.map(Math.abs)) * (1 + 2 / distances.length);

/** How unlike one another devices move that nothing was done to, or how unsure a device's own windows are. */
function squaredSpread({ changed, peers }: Moves, distances: readonly number[]): number {
  const own = medianOf(changed.map(({ variance }) => variance));
  if (peers.length === 0) return own * limits.aloneSpreadFactor ** 2;
  return Math.max(own, medianOf(peers.map(({ variance }) => variance)), spreadOf(distances) ** 2);
}

const totalOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, each) => sum + each, 0);

/** Estimates the effect of a change on one metric. Returns undefined where nothing can be compared. */
export function estimateEffect(
  metric: JudgedMetric,
  comparisons: readonly Comparison[],
): MetricEffect | undefined {
  const groups = comparisons.flatMap(({ changed, peers }): (Moves & { reference: number })[] => {
    const moves = {
      changed: changed.flatMap((pair) => moveOf(metric, pair)),
      peers: peers.flatMap((pair) => moveOf(metric, pair)),
    };
    if (moves.changed.length === 0) return [];
    if (moves.peers.length < limits.peersMin) return [{ ...moves, peers: [], reference: 0 }];
    return [{ ...moves, reference: centreOf(moves.peers.map(({ delta }) => delta)) }];
  });
  const changed = groups.flatMap((group) => group.changed);
  const peers = groups.flatMap((group) => group.peers);
  if (changed.length === 0) return undefined;
  const distances = groups.flatMap((group) =>
    group.peers.map(({ delta }) => delta - group.reference),
  );
  const spread2 = squaredSpread({ changed, peers }, distances);
  const effects = groups.flatMap((group) =>
    group.changed.map(({ delta }) => delta - group.reference),
  );
  const effect = centreOf(effects);
  // The reference of a group is as unsure as its peers are few, for all devices of the group alike.
  const referenceParts = groups
    .filter((group) => group.peers.length > 0)
    .map((group) => (group.changed.length / changed.length) ** 2 / group.peers.length);
  const standardError = Math.sqrt(1.1 * spread2 * (1 / changed.length + totalOf(referenceParts)));
  return {
    metric,
    devices: changed.length,
    peers: peers.length,
    before: medianOf(changed.map((move) => move.before)),
    after: medianOf(changed.map((move) => move.after)),
    effect,
    standardError,
    ...chances(metric, effect, standardError, freedomOf({ changed, peers }, groups.length)),
    threshold: thresholdOf(metric, changed, peers.length),
  };
}

function freedomOf({ changed, peers }: Moves, groups: number): number {
  if (peers.length === 0) return Math.max(1, medianOf(changed.map((move) => move.effective)));
  return Math.max(1, peers.length - groups + changed.length - 1);
}

function chances({ worse }: JudgedMetric, effect: number, standardError: number, freedom: number) {
  // Values that never vary leave no doubt, as far as they go; the threshold decides alone.
  const t = standardError === 0 ? Math.sign(effect) * 1e6 : (worse * effect) / standardError;
  const worseByChance = shareAbove(standardError === 0 ? worse * t : t, freedom);
  return { worseByChance, betterByChance: 1 - worseByChance };
}

function thresholdOf(metric: JudgedMetric, changed: readonly Move[], peers: number): number {
  const level = Math.abs(medianOf(changed.map((move) => move.before)));
  const least = Math.max(metric.absolute, metric.relative * level);
  return peers === 0 ? least * limits.aloneThresholdFactor : least;
}
