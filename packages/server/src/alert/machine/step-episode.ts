import type { AlertRuleDefinition } from '@homepot/catalogue';
import type { Episode } from './episode.ts';
import type { Verdict } from './judge.ts';

export type TimedRule = Pick<AlertRuleDefinition, 'for_seconds' | 'resolve_seconds'>;

function stepPending(
  episode: Episode,
  verdict: Verdict,
  atMs: number,
  { for_seconds }: TimedRule,
): Episode | undefined {
  if (verdict === 'unknown') return episode;
  if (verdict !== 'bad') return undefined;
  if (atMs - episode.sinceMs < for_seconds * 1_000) return episode;
  return { ...episode, phase: 'firing', firedAtMs: atMs };
}

function stepFiring(
  episode: Episode,
  verdict: Verdict,
  atMs: number,
  { resolve_seconds }: TimedRule,
): Episode {
  if (verdict === 'unknown') return episode;
  if (verdict !== 'clear') {
    return episode.clearSinceMs === undefined ? episode : { ...episode, clearSinceMs: undefined };
  }
  const clearSinceMs = episode.clearSinceMs ?? atMs;
  if (atMs - clearSinceMs >= resolve_seconds * 1_000) {
    return { ...episode, phase: 'resolved', clearSinceMs, resolvedAtMs: atMs };
  }
  return episode.clearSinceMs === undefined ? { ...episode, clearSinceMs } : episode;
}

/** One step of an episode that is open; undefined where it was nothing. See `Episode`. */
export const stepEpisode = (
  episode: Episode,
  verdict: Verdict,
  atMs: number,
  rule: TimedRule,
): Episode | undefined =>
  episode.phase === 'pending'
    ? stepPending(episode, verdict, atMs, rule)
    : stepFiring(episode, verdict, atMs, rule);

/**
 * When an episode becomes something else if it is judged the same from now on; undefined where it
 * does not.
 */
export function dueAt(
  { phase, sinceMs, clearSinceMs }: Episode,
  { for_seconds, resolve_seconds }: TimedRule,
): number | undefined {
  if (phase === 'pending') return sinceMs + for_seconds * 1_000;
  return clearSinceMs === undefined ? undefined : clearSinceMs + resolve_seconds * 1_000;
}
