import type { AlertRuleDefinition } from '@homepot/catalogue';
import { alertMeasureOf } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Episode } from './episode.ts';
import type { Mute, MutedRule, MuteFacts } from './mute.ts';
import { muteOf } from './mute.ts';
import { subjectInWords } from './subject-in-words.ts';

type ToldRule = MutedRule & Pick<AlertRuleDefinition, 'measure'>;

/** A message: episodes of one rule that began, or ended, and are told together. */
export interface Telling {
  readonly type: 'firing' | 'resolved';
  readonly episodes: readonly Episode[];
}

/** What becomes of the episodes of a rule after a step. */
export interface Told {
  /** Those that go on, or whose end waits to be told. */
  readonly episodes: readonly Episode[];
  /** Those that are over, with nothing left to do. */
  readonly ended: readonly Episode[];
  readonly tellings: readonly Telling[];
  /** What the log of mutes is told, once for each reason. */
  readonly mutes: readonly { readonly episode: Episode; readonly mute: Mute }[];
  /** Until when nothing that mutes an episode ends, for all of them; undefined where none is muted. */
  readonly mutedUntilMs: number | undefined;
}

/** How long an episode waits for others of its rule; those of one minute come in one step anyway. */
export const groupWaitMs = ({ measure }: Pick<AlertRuleDefinition, 'measure'>): number =>
  alertMeasureOf(measure).source.kind === 'device_state' ? limits.alertGroupSeconds * 1_000 : 0;

const overBeforeTold: Mute = {
  reason: 'over_before_told',
  detail: 'It was over before anybody was told',
};

/** Those that wait, when the one that waits longest has waited long enough; else none. */
function dueGroup(waiting: readonly Episode[], waitMs: number, atMs: number): readonly Episode[] {
  const oldest = Math.min(...waiting.map(({ waitingSinceMs }) => waitingSinceMs ?? atMs));
  return atMs - oldest >= waitMs ? waiting : [];
}

const isEnded = (episode: Episode): boolean =>
  episode.phase === 'resolved' &&
  (episode.toldAtMs === undefined || episode.endToldAtMs !== undefined);

/** Decides after a step whom to tell of what. See `Episode`. */
export function tellEpisodes(
  rule: ToldRule,
  stepped: readonly Episode[],
  facts: MuteFacts,
  atMs: number,
): Told {
  const mutes: { episode: Episode; mute: Mute }[] = [];
  let mutedUntilMs: number | undefined;

  function look(episode: Episode): Episode {
    const mute = muteOf(rule, episode, subjectInWords(episode.labels), facts, atMs);
    if (mute === undefined) {
      const waitingSinceMs = episode.waitingSinceMs ?? atMs;
      if (episode.muted === undefined && episode.waitingSinceMs !== undefined) return episode;
      return { ...episode, muted: undefined, waitingSinceMs };
    }
    mutedUntilMs = Math.min(mutedUntilMs ?? Number.POSITIVE_INFINITY, mute.untilMs ?? atMs);
    if (mute.reason === episode.muted) return episode;
    const muted = { ...episode, muted: mute.reason, waitingSinceMs: undefined };
    mutes.push({ episode: muted, mute });
    return muted;
  }

  function prepare(episode: Episode): Episode {
    if (episode.phase === 'firing') return episode.toldAtMs === undefined ? look(episode) : episode;
    if (episode.phase !== 'resolved') return episode;
    if (episode.toldAtMs !== undefined) {
      return { ...episode, waitingSinceMs: episode.resolvedAtMs };
    }
    if (episode.muted === undefined) mutes.push({ episode, mute: overBeforeTold });
    return episode;
  }

  const prepared = stepped.map(prepare);
  const waitMs = groupWaitMs(rule);
  const begun = dueGroup(prepared.filter(isToBeTold), waitMs, atMs);
  const over = dueGroup(prepared.filter(isEndToBeTold), waitMs, atMs);
  const isTold = new Set([...begun, ...over]);
  const told = prepared.map((episode) => {
    if (!isTold.has(episode)) return episode;
    return episode.phase === 'firing'
      ? { ...episode, toldAtMs: atMs, waitingSinceMs: undefined }
      : { ...episode, endToldAtMs: atMs, waitingSinceMs: undefined };
  });
  // As they are once they are told; the place of each is known.
  const chosen = (some: readonly Episode[]): readonly Episode[] => {
    if (some.length === 0) return some;
    const wanted = new Set(some);
    return told.filter((_, i) => wanted.has(prepared[i] as Episode));
  };
  const tellings: Telling[] = [
    { type: 'firing' as const, episodes: chosen(begun) },
    { type: 'resolved' as const, episodes: chosen(over) },
  ].filter(({ episodes }) => episodes.length > 0);
  return {
    episodes: told.filter((episode) => !isEnded(episode)),
    ended: told.filter(isEnded),
    tellings,
    mutes,
    mutedUntilMs,
  };
}

function isToBeTold({ phase, toldAtMs, waitingSinceMs }: Episode): boolean {
  return phase === 'firing' && toldAtMs === undefined && waitingSinceMs !== undefined;
}

function isEndToBeTold({ phase, toldAtMs }: Episode): boolean {
  return phase === 'resolved' && toldAtMs !== undefined;
}
