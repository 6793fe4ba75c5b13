import type { AlertRuleDefinition } from '@homepot/catalogue';
import { alertMeasureOf } from '@homepot/catalogue';
import { openBetween } from '../../fleet/index.ts';
import { limits } from '../../kernel/index.ts';
import type { MovedDevices, SeriesRequest, Subject } from '../../query/index.ts';
import { createSlidingWindow, readSeries } from '../../query/index.ts';
import type { Database } from '../../store/index.ts';
import { countsNothing } from '../machine/judge.ts';
import type { SiteSchedules } from './site-schedules.ts';
import { loadSiteSchedules } from './site-schedules.ts';
import type { Source } from './source.ts';

const minuteMs = 60_000;

/** For how long before the window a subject is remembered of which nothing is in it. */
function lookBackMsOf(rule: AlertRuleDefinition): number {
  const { source } = alertMeasureOf(rule.measure);
  if (source.kind === 'closed_activity') return 0;
  const remembers = rule.missing_data === 'fire' || countsNothing(rule);
  return remembers ? limits.alertLookBackSeconds * 1_000 : 0;
}

/** The house as a whole is there, even when nothing is heard of it. */
function alwaysOf(rule: AlertRuleDefinition): Subject | undefined {
  const { source } = alertMeasureOf(rule.measure);
  const isWhole = source.kind === 'rollup' && rule.group_by.length === 0;
  const provenance = rule.provenances.includes('real') ? 'real' : rule.provenances[0];
  return isWhole && provenance !== undefined ? { provenance, labels: {} } : undefined;
}

/** Says of a site whether it was closed for the whole window, and for a while before. */
function wasClosed(rule: AlertRuleDefinition, schedules: SiteSchedules, endMs: number) {
  const fromMs = endMs - (rule.window_seconds + limits.closedGraceSeconds) * 1_000;
  const known = new Map<string, boolean>();
  return (siteId: string): boolean => {
    const answer = known.get(siteId);
    if (answer !== undefined) return answer;
    const schedule = schedules.of.get(siteId);
    const closed = schedule !== undefined && openBetween(schedule, fromMs, endMs) === 0;
    known.set(siteId, closed);
    return closed;
  };
}

export interface MinuteSourceOptions {
  /** The first and the last step that it is asked about. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Minutes that are read at a time. */
  readonly chunkMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens a measure of minutes between two steps. It reads the windows before the first step, and goes on
 * chunk by chunk; what it says at a step depends on the rows of that step's window alone.
 */
export async function openMinuteSource(
  deps: {
    readonly database: Database;
    readonly holdMs: number;
    /** Of one who looks minute by minute. */
    readonly moved?: MovedDevices;
  },
  rule: AlertRuleDefinition,
  { fromMs, toMs, chunkMs, signal }: MinuteSourceOptions,
): Promise<Source> {
  const measure = alertMeasureOf(rule.measure);
  const windowMs = rule.window_seconds * 1_000;
  const lookBackMs = lookBackMsOf(rule);
  const window = createSlidingWindow(measure, { windowMs, lookBackMs, always: alwaysOf(rule) });
  const schedules =
    measure.source.kind === 'closed_activity'
      ? await loadSiteSchedules(deps.database, undefined, fromMs)
      : undefined;
  // One step asks about devices whose site was closed all along, for the others say nothing; many ask about all.
  const siteIds =
    schedules !== undefined && fromMs === toMs
      ? [...schedules.of.keys()].filter(wasClosed(rule, schedules, toMs))
      : undefined;
  const request: Omit<SeriesRequest, 'fromMs' | 'toMs'> = {
    measure,
    filters: rule.filters,
    groupBy: rule.group_by,
    provenances: rule.provenances,
    siteIds,
    moved: deps.moved,
    holdMs: deps.holdMs,
  };
  let readMs = fromMs - windowMs - lookBackMs;
  let ahead: Awaited<ReturnType<typeof readSeries>> = [];

  async function readUntil(stepMs: number): Promise<void> {
    while (readMs < stepMs) {
      const untilMs = Math.min(toMs, Math.max(stepMs, readMs + chunkMs));
      const rows = await readSeries(deps, { ...request, fromMs: readMs, toMs: untilMs }, signal);
      ahead = [...ahead, ...rows];
      readMs = untilMs;
    }
    const cut = ahead.findIndex(({ bucketMs }) => bucketMs >= stepMs);
    window.add(cut === -1 ? ahead : ahead.slice(0, cut));
    ahead = cut === -1 ? [] : ahead.slice(cut);
  }

  return {
    async at(stepMs) {
      await readUntil(stepMs);
      const seen = window.at(stepMs);
      if (schedules === undefined) return seen;
      const isToSee = wasClosed(rule, schedules, stepMs);
      return seen.filter(({ labels: { site_id: siteId = '' } }) => isToSee(siteId));
    },
    nextChangeMs: (stepMs) => stepMs + minuteMs,
  };
}
