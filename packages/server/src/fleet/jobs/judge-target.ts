import type { TargetState } from '@homepot/catalogue';
import { commandErrors } from '@homepot/catalogue';

/** What is known of a target about which something has to be decided. */
export interface TargetFacts {
  readonly id: number;
  readonly state: TargetState;
  readonly attempt: number;
  /** Attempts since it was last tried again by a person. */
  readonly tries: number;
  readonly command_id: string | null;
  readonly is_late: boolean;
  readonly is_applied: boolean;
  readonly has_failed: boolean;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly is_active: boolean;
  /** Whether its state rests on a report that was made since it was applied. */
  readonly has_reported: boolean;
  readonly runs_version: string | null;
  readonly device_status: string;
  readonly status_reason: string | null;
}

/** The orders of its job that matter for that. */
export interface JudgedJob {
  readonly status: string;
  readonly config_version: string | null;
  readonly attempts_max: number;
  readonly time_to_live_seconds: number;
}

/** How a target ends. */
type EndState = Extract<TargetState, 'verified' | 'failed' | 'timed_out' | 'skipped'>;

/** What follows: an end, or another attempt. */
export interface Judgement {
  readonly next: EndState | 'retry';
  readonly code: string | null;
  readonly message: string | null;
}

/** The device runs with another version than it was given, as it says itself. */
export const versionNotReported = 'version_not_reported';

/** The device runs with the version it was given, and is not well. */
export const checkFailed = 'check_failed';

/** Errors that a second attempt cannot help. */
const finalCodes: readonly string[] = [
  versionNotReported,
  ...Object.entries(commandErrors)
    .filter(([, { retryable }]) => !retryable)
    .map(([code]) => code),
];

/** States in which a device that was changed may be found; of one in maintenance its version speaks. */
const goodStatuses: readonly string[] = ['online', 'maintenance'];

const judgement = (next: Judgement['next'], code: string, message: string): Judgement => ({
  next,
  code,
  message,
});

function isVerified(facts: TargetFacts, { config_version: version }: JudgedJob): boolean {
  if (!facts.is_applied) return false;
  if (version === null) return true;
  const runs = facts.has_reported && facts.runs_version === version;
  return runs && goodStatuses.includes(facts.device_status);
}

function judgeUnproven(facts: TargetFacts, { config_version }: JudgedJob): Judgement {
  if (!facts.has_reported) {
    return judgement('timed_out', 'no_report', 'No report came after the change was applied');
  }
  if (facts.runs_version !== config_version) {
    const runs = facts.runs_version ?? 'none';
    return judgement('failed', versionNotReported, `It reports version ${runs}`);
  }
  return judgement('failed', checkFailed, facts.status_reason ?? `It is ${facts.device_status}`);
}

function judgeUnheard(facts: TargetFacts, job: JudgedJob): Judgement {
  const within = `within ${job.time_to_live_seconds} s`;
  return facts.state === 'queued'
    ? judgement('timed_out', 'device_offline', `The device was not reached ${within}`)
    : judgement('timed_out', 'not_acknowledged', `The device did not answer ${within}`);
}

function orRetry(facts: TargetFacts, job: JudgedJob, otherwise: Judgement): Judgement {
  const helps = !finalCodes.includes(otherwise.code ?? '') && job.status !== 'cancelled';
  return helps && facts.tries < job.attempts_max ? { ...otherwise, next: 'retry' } : otherwise;
}

/** Decides what follows for one target; undefined where it has to wait on. */
export function judgeTarget(facts: TargetFacts, job: JudgedJob): Judgement | undefined {
  if (isVerified(facts, job)) return { next: 'verified', code: null, message: null };
  if (facts.has_failed) {
    const code = facts.error_code ?? 'failed';
    return orRetry(facts, job, judgement('failed', code, facts.error_message ?? 'It failed'));
  }
  if (facts.state === 'queued' && !facts.is_active) {
    return judgement('skipped', 'device_inactive', 'The device was removed');
  }
  if (!facts.is_late) return undefined;
  if (facts.is_applied) return judgeUnproven(facts, job);
  if (facts.state === 'queued' || facts.state === 'sent') return judgeUnheard(facts, job);
  const silent = 'The device took the command and did not say how it ended';
  return orRetry(facts, job, judgement('timed_out', 'no_answer', silent));
}
