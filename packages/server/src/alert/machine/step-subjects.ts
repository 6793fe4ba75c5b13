import type { Observation } from '../../query/index.ts';
import type { Episode } from './episode.ts';
import type { JudgedRule } from './judge.ts';
import { judge, worseOf } from './judge.ts';
import type { TimedRule } from './step-episode.ts';
import { stepEpisode } from './step-episode.ts';

type SteppedRule = JudgedRule & TimedRule;

/** What a step made of the subjects of a rule. */
export interface Stepped {
  /** Open ones, those that ended in this step, and those that ended before and are not told yet. */
  readonly episodes: readonly Episode[];
  /** Pending ones that were nothing. */
  readonly dropped: readonly Episode[];
}

function measured(rule: SteppedRule, episode: Episode, seen: Observation | undefined): Episode {
  if (seen?.value === undefined || seen.value === episode.value) return episode;
  return { ...episode, value: seen.value, peak: worseOf(rule, episode.peak, seen.value) };
}

function begin(seen: Observation, atMs: number): Episode {
  const { key, provenance, labels } = seen;
  const value = seen.value ?? null;
  return { key, provenance, labels, phase: 'pending', sinceMs: atMs, value, peak: value };
}

/**
 * Takes every subject of a rule one step on. `before` are the episodes of the step before. Devices that
 * are gone are clear, whatever a rule makes of missing data: nothing of them comes any more.
 */
export function stepSubjects(
  rule: SteppedRule,
  before: readonly Episode[],
  observations: readonly Observation[],
  atMs: number,
  gone: ReadonlySet<string> = new Set(),
): Stepped {
  const seen = new Map(observations.map((each) => [each.key, each]));
  const episodes: Episode[] = [];
  const dropped: Episode[] = [];
  const open = new Set<string>();
  const take = (episode: Episode) => {
    const observation = seen.get(episode.key);
    const isGone = gone.has(episode.labels.device_id ?? '');
    const verdict = isGone ? 'clear' : judge(rule, observation);
    const next = stepEpisode(episode, verdict, atMs, rule);
    // One that was not even entered leaves no trace.
    if (next !== undefined) episodes.push(measured(rule, next, observation));
    else dropped.push(episode);
  };
  for (const episode of before) {
    if (episode.phase === 'resolved') episodes.push(episode);
    else {
      open.add(episode.key);
      take(episode);
    }
  }
  for (const [key, observation] of seen) {
    if (!open.has(key) && judge(rule, observation) === 'bad') take(begin(observation, atMs));
  }
  return { episodes, dropped };
}
