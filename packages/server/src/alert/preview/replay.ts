import type { AlertMuteReason } from '@homepot/catalogue';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { Episode } from '../machine/episode.ts';
import type { MuteFacts } from '../machine/mute.ts';
import { dueAt } from '../machine/step-episode.ts';
import { stepSubjects } from '../machine/step-subjects.ts';
import type { Told } from '../machine/tell-episodes.ts';
import { groupWaitMs, tellEpisodes } from '../machine/tell-episodes.ts';
import type { StoredRule } from '../rules/stored-rule.ts';
import type { Source } from '../sources/source.ts';
import { stepMsOf } from '../sources/source.ts';

export type ReplayedRule = Omit<StoredRule, 'revision' | 'evaluated_at' | 'error'>;

/** An episode that fired. */
export interface ReplayedEpisode {
  readonly episode: Episode;
  readonly mutedReasons: readonly AlertMuteReason[];
}

export interface Replay {
  /** In the order in which they fired. */
  readonly episodes: readonly ReplayedEpisode[];
  readonly notifications: number;
}

export interface ReplaySpan {
  /** The first and the last step. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Called now and then; gives other work its turn, and throws when nobody waits any more. */
  readonly breathe: () => Promise<void>;
}

const nameOf = ({ key, sinceMs }: Episode): string => `${sinceMs} ${key}`;

/** Instants before which no episode becomes anything else, as far as it goes by itself. */
function* ownTurns(
  rule: ReplayedRule,
  { episodes, mutedUntilMs }: Told,
  facts: MuteFacts,
  atMs: number,
) {
  for (const episode of episodes) {
    if (episode.phase !== 'resolved') yield dueAt(episode, rule) ?? Number.POSITIVE_INFINITY;
    else yield (episode.waitingSinceMs ?? atMs) + groupWaitMs(rule);
    // While one waits to be told, something may come that mutes it.
    const waits = episode.phase === 'firing' && episode.toldAtMs === undefined;
    if (waits && episode.muted === undefined) yield atMs;
  }
  if (mutedUntilMs === undefined) return;
  yield mutedUntilMs;
  for (const { fromMs } of facts.silences) if (fromMs > atMs) yield fromMs;
}

/** The next step at which anything can differ. Steps in between would change nothing. */
function nextStep(
  rule: ReplayedRule,
  source: Source,
  told: Told,
  facts: MuteFacts,
  atMs: number,
): number {
  let nextMs = source.nextChangeMs(atMs);
  for (const turnMs of ownTurns(rule, told, facts, atMs)) nextMs = Math.min(nextMs, turnMs);
  const stepMs = stepMsOf(rule);
  return Math.max(atMs + stepMs, Math.ceil(nextMs / stepMs) * stepMs);
}

const tooMuch = (): HomepotError =>
  new HomepotError('rule_invalid', {
    path: 'days',
    message: 'There is too much to look at: ask for fewer days, or filter',
  });

/**
 * Takes a rule through its steps, from nothing, as live evaluation does. Throws rule_invalid where that
 * is more than `previewWorkMax` steps of subjects.
 */
export async function replay(
  rule: ReplayedRule,
  source: Source,
  facts: MuteFacts,
  { fromMs, toMs, breathe }: ReplaySpan,
): Promise<Replay> {
  const fired = new Map<string, Episode>();
  const reasons = new Map<string, AlertMuteReason[]>();
  let episodes: readonly Episode[] = [];
  let notifications = 0;
  let [work, breathedAt] = [0, 0];
  for (let atMs = fromMs; atMs <= toMs; ) {
    const observations = await source.at(atMs);
    const stepped = stepSubjects(rule, episodes, observations, atMs);
    const told = tellEpisodes(rule, stepped.episodes, facts, atMs);
    notifications += told.tellings.length;
    for (const { episode, mute } of told.mutes) {
      const known = reasons.get(nameOf(episode));
      if (known === undefined) reasons.set(nameOf(episode), [mute.reason]);
      else known.push(mute.reason);
    }
    for (const episode of [...told.episodes, ...told.ended]) {
      if (episode.firedAtMs !== undefined) fired.set(nameOf(episode), episode);
    }
    episodes = told.episodes;
    atMs = nextStep(rule, source, told, facts, atMs);
    work += 1 + stepped.episodes.length + observations.length;
    if (work > limits.previewWorkMax) throw tooMuch();
    if (work - breathedAt < limits.previewWorkPerTurn) continue;
    breathedAt = work;
    await breathe();
  }
  return {
    episodes: [...fired].map(([name, episode]) => ({
      episode,
      mutedReasons: reasons.get(name) ?? [],
    })),
    notifications,
  };
}
