import { limits } from '../../../kernel/index.ts';
import { judgedMetrics } from './judged-metrics.ts';
import type { MetricEffect } from './metric-effect.ts';
import { estimateEffect } from './metric-effect.ts';
import type { Comparison, WindowPair } from './window-pair.ts';

/** What a comparison can come to. */
export type Outcome = 'improved' | 'unchanged' | 'degraded' | 'not_enough_data';

/** A metric in a verdict; numbers are those of MetricEffect. */
interface JudgedEffect extends Omit<MetricEffect, 'metric'> {
  readonly name: string;
  readonly judged: 'worse' | 'better' | 'same';
}

/** What the comparison says, with its numbers. */
export interface Verdict {
  readonly outcome: Outcome;
  /** Whether unchanged devices were the measure, or only the time before. */
  readonly method: 'against_peers' | 'before_and_after';
  readonly devices: number;
  readonly peers: number;
  readonly metrics: readonly JudgedEffect[];
}

/**
 * Which of many chances are small enough together, by Holm: the smallest must be below the level
 * divided by their number, the next below the level divided by one less, until one is not.
 */
function findUnlikely(chances: readonly number[], level: number): ReadonlySet<number> {
  const unlikely = new Set<number>();
  const order = chances.map((chance, i) => ({ chance, i })).sort((a, b) => a.chance - b.chance);
  for (const [rank, { chance, i }] of order.entries()) {
    if (chance > level / (chances.length - rank)) break;
    unlikely.add(i);
  }
  return unlikely;
}

function judgeEffects(effects: readonly MetricEffect[]): readonly JudgedEffect[] {
  const level = limits.falseAlarmShareMax;
  const worse = findUnlikely(
    effects.map(({ worseByChance }) => worseByChance),
    level,
  );
  const better = findUnlikely(
    effects.map(({ betterByChance }) => betterByChance),
    level,
  );
  return effects.map(({ metric, ...effect }, i) => {
    const harm = metric.worse * effect.effect;
    const isWorse = worse.has(i) && harm >= effect.threshold;
    const isBetter = better.has(i) && -harm >= effect.threshold;
    return {
      name: metric.name,
      ...effect,
      judged: isWorse ? 'worse' : isBetter ? 'better' : 'same',
    };
  });
}

/** What can make things better; the other metrics can only do harm. */
const improving: ReadonlySet<string> = new Set(
  judgedMetrics.filter(({ harmOnly }) => harmOnly !== true).map(({ name }) => name),
);

/** Whether a device reported often enough in both windows to be compared. */
const isMeasured = ({ before, after }: WindowPair): boolean =>
  before.reports >= limits.windowSamplesMin && after.reports >= limits.windowSamplesMin;

/**
 * Compares what changed devices did before and after with what unchanged ones did in the same time. A
 * metric counts where its effect both matters, by its threshold, and is not likely by chance. One that
 * got worse outweighs all that got better, and some, like memory, are no improvement by themselves.
 */
export function compareWindows(comparisons: readonly Comparison[]): Verdict {
  const effects = judgedMetrics.flatMap((metric) => estimateEffect(metric, comparisons) ?? []);
  const metrics = judgeEffects(effects);
  const measured = comparisons.flatMap(({ changed }) => changed.filter(isMeasured));
  const peers = Math.max(0, ...effects.map((effect) => effect.peers));
  const outcome = (): Outcome => {
    if (metrics.some(({ judged }) => judged === 'worse')) return 'degraded';
    if (measured.length === 0) return 'not_enough_data';
    const isBetter = metrics.some(({ name, judged }) => judged === 'better' && improving.has(name));
    return isBetter ? 'improved' : 'unchanged';
  };
  return {
    outcome: outcome(),
    method: peers === 0 ? 'before_and_after' : 'against_peers',
    devices: measured.length,
    peers,
    metrics,
  };
}
