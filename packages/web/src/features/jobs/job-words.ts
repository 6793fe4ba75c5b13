import type {
  ClosedSitePolicy,
  JobSchedule,
  JobStatus,
  RollbackPolicy,
  TargetState,
} from '@homepot/catalogue';
import type { Status } from '../../components/status-mark.tsx';
import type { Tone } from '../../components/tag.tsx';

export const scheduleWords: Readonly<Record<JobSchedule, string>> = {
  now: 'Now',
  window: 'Next maintenance window',
  at: 'At a time',
};

export const closedSiteWords: Readonly<Record<ClosedSitePolicy, string>> = {
  proceed: 'are told all the same',
  wait: 'wait for the opening or the maintenance window',
  skip: 'are left out',
};

export const rollbackWords: Readonly<Record<RollbackPolicy, string>> = {
  propose: 'propose to take it back',
  perform: 'take it back',
  none: 'do nothing',
};

const tones: Readonly<Record<JobStatus, Tone>> = {
  pending: 'off',
  scheduled: 'off',
  sending: 'warn',
  sent: 'warn',
  paused: 'maint',
  completed: 'ok',
  partial: 'warn',
  failed: 'bad',
  cancelled: 'off',
};

/** How a job fares, as a colour beside its word. */
export const toneOfJob = (status: JobStatus): Tone => tones[status];

const marks: Readonly<Record<TargetState, Status>> = {
  queued: 'unknown',
  sent: 'maintenance',
  acknowledged: 'maintenance',
  applying: 'degraded',
  verified: 'online',
  failed: 'error',
  timed_out: 'error',
  cancelled: 'offline',
  skipped: 'offline',
};

/** How a device fares in a job, as the mark that its colour and sign are taken from. */
export const markOfTarget = (state: TargetState): Status => marks[state];

/** `timed out`. */
export const stateInWords = (state: string): string => state.replaceAll('_', ' ');

/** Whom a job is for, in words. */
export function whomInWords(job: {
  readonly site_id: string | null;
  readonly segment: string | null;
}): string {
  if (job.site_id === null && job.segment === null) return 'named devices';
  return [job.segment, job.site_id].filter((part) => part !== null).join(' of ');
}
