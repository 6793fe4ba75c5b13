import type { ClosedSitePolicy } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { Opening } from '../schedules/opening-at.ts';
import { openingAt } from '../schedules/opening-at.ts';
import { readSiteSchedules } from '../schedules/read-site-schedules.ts';
import type { SiteSchedule } from '../schedules/site-schedule.ts';

/** Whether devices of a site may be told now, not before an instant, or not at all. */
export type Gate =
  | { readonly kind: 'open' }
  | { readonly kind: 'wait'; readonly untilMs: number }
  | { readonly kind: 'skip' };

/** The orders of a job that say when its devices may be told. */
export interface GatedJob {
  readonly schedule: 'now' | 'at' | 'window';
  readonly is_forced: boolean;
  readonly closed_sites: ClosedSitePolicy;
}

const open: Gate = { kind: 'open' };
const minuteMs = 60_000;
const peakStepMs = 30 * minuteMs;

/** The first minute that is not busy: found in steps of half an hour, then by halves. */
function findPeakEnd(schedule: SiteSchedule, nowMs: number): number {
  const isPeak = (atMs: number) => openingAt(schedule, atMs).isPeak;
  const lastMs = nowMs + limits.sitePeakHoursMax * 60 * minuteMs;
  let after = nowMs + peakStepMs;
  while (after < lastMs && isPeak(after)) after += peakStepMs;
  let before = after - peakStepMs;
  while (after - before > minuteMs) {
    const middle = Math.floor((before + after) / 2);
    if (isPeak(middle)) before = middle;
    else after = middle;
  }
  return after;
}

const waitUntil = (...instants: readonly (number | undefined)[]): Gate | undefined => {
  const known = instants.filter((instant) => instant !== undefined);
  return known.length === 0 ? undefined : { kind: 'wait', untilMs: Math.min(...known) };
};

function gateClosed(job: GatedJob, opening: Opening, nowMs: number): Gate {
  if (job.closed_sites === 'proceed') return open;
  if (job.closed_sites === 'skip') return { kind: 'skip' };
  const { nextOpenAtMs, nextMaintenanceAtMs } = opening;
  return (
    waitUntil(nextOpenAtMs, nextMaintenanceAtMs) ?? {
      kind: 'wait',
      untilMs: nowMs + limits.siteClosedLookMilliseconds,
    }
  );
}

/**
 * What a schedule says for a job, in this order: never in busy hours, unless forced; in the
 * maintenance window where the job asks for it and the site has one; while the site is
 * closed as the job says, but always in its maintenance window.
 */
function gateOf(job: GatedJob, schedule: SiteSchedule, nowMs: number): Gate {
  const opening = openingAt(schedule, nowMs);
  if (opening.isPeak && !job.is_forced) {
    return { kind: 'wait', untilMs: findPeakEnd(schedule, nowMs) };
  }
  if (opening.inMaintenanceWindow) return open;
  const window = job.schedule === 'window' ? waitUntil(opening.nextMaintenanceAtMs) : undefined;
  if (window !== undefined) return window;
  return opening.isOpen ? open : gateClosed(job, opening, nowMs);
}

/** The gates of sites, by the ids of their rows; a site that is not in the map is open. */
export async function readGates(
  transaction: Transaction,
  job: GatedJob,
  siteRowIds: readonly number[],
  nowMs: number,
): Promise<ReadonlyMap<number, Gate>> {
  if (siteRowIds.length === 0) return new Map();
  const schedules = await readSiteSchedules(transaction, [...new Set(siteRowIds)], nowMs);
  return new Map([...schedules].map(([id, schedule]) => [id, gateOf(job, schedule, nowMs)]));
}
