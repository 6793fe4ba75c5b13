import { setImmediate as othersTurn } from 'node:timers/promises';
import type { AnswerOf, BodyOf, previewAlertRule } from '@homepot/catalogue';
import { alertMeasureOf, alertRuleInWords } from '@homepot/catalogue';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { AlertsDependencies } from '../alerts-dependencies.ts';
import { readSilences } from '../evaluation/read-mute-facts.ts';
import { summaryOf } from '../evaluation/stored-episode.ts';
import type { MuteFacts } from '../machine/mute.ts';
import { subjectInWords } from '../machine/subject-in-words.ts';
import { checkRule } from '../rules/check-rule.ts';
import { openMinuteSource } from '../sources/minute-source.ts';
import { openRecordedStates, readMaintenance } from '../sources/recorded-states.ts';
import { loadSiteSchedules } from '../sources/site-schedules.ts';
import type { Source } from '../sources/source.ts';
import { dueStepMs, stepMsOf } from '../sources/source.ts';
import type { Replay, ReplayedEpisode, ReplayedRule } from './replay.ts';
import { replay } from './replay.ts';

type Answer = AnswerOf<typeof previewAlertRule>;
type PreviewDependencies = Pick<AlertsDependencies, 'database' | 'clock' | 'holdMs'>;

const dayMs = 86_400_000;
const hourMs = 3_600_000;

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A rule that is not kept: of its number only silences that name none can fit. */
const unkept = { id: 0, created_by: null, updated_by: null, created_at: '', updated_at: '' };

function spanOf(rule: ReplayedRule, days: number, nowMs: number): Span {
  const toMs = dueStepMs(rule, nowMs);
  const stepMs = stepMsOf(rule);
  return { fromMs: Math.ceil(Math.round(toMs - days * dayMs) / stepMs) * stepMs, toMs };
}

async function open(
  { database, holdMs }: PreviewDependencies,
  rule: ReplayedRule,
  span: Span,
  signal: AbortSignal | undefined,
): Promise<{ readonly source: Source; readonly facts: MuteFacts }> {
  const schedules = await loadSiteSchedules(database, undefined, span.fromMs);
  const isMaintained = rule.mute_in_maintenance
    ? await readMaintenance(database, rule, span)
    : () => false;
  const silences = await readSilences(database, span.fromMs, span.toMs);
  const facts = { silences, openingOf: schedules.openingOf, isMaintained };
  const { kind } = alertMeasureOf(rule.measure).source;
  if (kind === 'device_state') {
    return { source: await openRecordedStates(database, rule, schedules, span), facts };
  }
  const chunkHours =
    kind === 'device_metric' ? limits.previewDeviceChunkHours : limits.previewChunkHours;
  const chunkMs = chunkHours * hourMs;
  const source = await openMinuteSource({ database, holdMs }, rule, { ...span, chunkMs, signal });
  return { source, facts };
}

const isoOf = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | undefined): string | null => (ms === undefined ? null : isoOf(ms));

function showEpisode(rule: ReplayedRule, { episode, mutedReasons }: ReplayedEpisode) {
  return {
    subject: subjectInWords(episode.labels),
    labels: episode.labels,
    provenance: episode.provenance,
    since: isoOf(episode.sinceMs),
    fired_at: isoOf(episode.firedAtMs ?? episode.sinceMs),
    resolved_at: isoOrNull(episode.resolvedAtMs),
    peak_value: episode.peak,
    told_at: isoOrNull(episode.toldAtMs),
    muted_reasons: mutedReasons,
    summary: summaryOf(rule, { ...episode, phase: 'resolved' }),
  };
}

const begunBefore = 'What was bad before the first day is told as begun with it.';
const bySilence =
  'Silence is told by the changes to the state offline: one that was too short for that, or of a device in maintenance, is not in it.';

function notesOf({ measure }: ReplayedRule): readonly string[] {
  const { source } = alertMeasureOf(measure);
  const isSilence = source.kind === 'device_state' && source.state === 'silent';
  return isSilence ? [begunBefore, bySilence] : [begunBefore];
}

function show(rule: ReplayedRule, span: Span, { episodes, notifications }: Replay): Answer {
  return {
    from: isoOf(span.fromMs),
    to: isoOf(span.toMs),
    sentence: alertRuleInWords(rule),
    episodes: episodes
      .slice(0, limits.alertEpisodesShownMax)
      .map((episode) => showEpisode(rule, episode)),
    episode_count: episodes.length,
    subject_count: new Set(episodes.map(({ episode }) => episode.key)).size,
    firing_now: episodes.filter(({ episode }) => episode.resolvedAtMs === undefined).length,
    notification_count: notifications,
    muted_count: episodes.filter(
      ({ episode, mutedReasons }) => episode.toldAtMs === undefined && mutedReasons.length > 0,
    ).length,
    notes: notesOf(rule),
  };
}

/** When a rule would have fired in the last days. */
export type PreviewRule = (
  asked: BodyOf<typeof previewAlertRule>,
  signal?: AbortSignal,
) => Promise<Answer>;

/** Creates the preview; some run at one time, and whoever comes then is told to come again. */
export function createPreviewRule(deps: PreviewDependencies): PreviewRule {
  let running = 0;

  async function preview(
    { rule: given, days = limits.alertPreviewDaysMax }: BodyOf<typeof previewAlertRule>,
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    const rule: ReplayedRule = { ...unkept, ...checkRule(given) };
    const span = spanOf(rule, days, deps.clock.nowMs());
    const { source, facts } = await open(deps, rule, span, signal);
    const breathe = async () => {
      await othersTurn();
      signal?.throwIfAborted();
    };
    return show(rule, span, await replay(rule, source, facts, { ...span, breathe }));
  }

  return async (asked, signal) => {
    if (running >= limits.previewsAtOnceMax) {
      const message = 'Other previews are being made';
      const retryAfterSeconds = limits.previewRetrySeconds;
      throw new HomepotError('rate_limited', { message, retryAfterSeconds });
    }
    running += 1;
    try {
      return await preview(asked, signal);
    } finally {
      running -= 1;
    }
  };
}
