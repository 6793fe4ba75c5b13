import type { BodyOf, createJob } from '@homepot/catalogue';
import { checkJson } from '../../intake/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';

/** What a job is made of: what the API takes, and which job it takes back. */
export type JobInput = BodyOf<typeof createJob> & { readonly rollback_of?: string | undefined };

type Filled<Name extends keyof JobInput> = NonNullable<JobInput[Name]>;

/** The orders of a job with every default filled in. */
export interface JobOrders {
  readonly action: string;
  readonly payload: Record<string, unknown>;
  readonly config_url: string | null;
  readonly config_version: string | null;
  readonly priority: Filled<'priority'>;
  readonly schedule: Filled<'schedule'>;
  /** ISO 8601, with `schedule` `at`. */
  readonly scheduled_for: string | null;
  readonly stages: readonly number[];
  readonly failure_threshold_percent: number;
  readonly attempts_max: number;
  readonly time_to_live_seconds: number;
  readonly is_forced: boolean;
  readonly closed_sites: Filled<'closed_sites'>;
  readonly rollback: Filled<'rollback'>;
  readonly settle_seconds: number;
  readonly rollback_of: string | null;
}

const refuse = (path: string, message: string): HomepotError =>
  new HomepotError('parameter_invalid', { path, message: `\`${path}\` ${message}` });

const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$/i;

function readStart({ schedule, scheduled_for: text }: JobInput, nowMs: number): string | null {
  if (text === undefined) {
    if (schedule === 'at') throw refuse('scheduled_for', 'is missing');
    return null;
  }
  if (schedule !== undefined && schedule !== 'at') {
    throw refuse('scheduled_for', 'goes with `schedule` `at` only');
  }
  const atMs = instantForm.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(atMs)) throw refuse('scheduled_for', 'must be ISO 8601 with a zone');
  // A little is left to the clock of the caller and the way; more is a wrong day or zone.
  if (atMs < nowMs - limits.jobStartPastMilliseconds) {
    throw refuse('scheduled_for', 'lies in the past; leave it out to start at once');
  }
  return new Date(atMs).toISOString();
}

/** Stages rise, and the last one reaches everybody. */
function readStages(stages: readonly number[] = [100]): readonly number[] {
  const falls = stages.findIndex((percent, index) => percent <= (stages[index - 1] ?? 0));
  if (falls >= 0) throw refuse(`stages[${falls}]`, 'must be greater than the one before');
  if (stages.at(-1) !== 100) throw refuse(`stages[${stages.length - 1}]`, 'must be 100');
  return stages;
}

function requireTargets({ site_id, segment, device_ids }: JobInput): void {
  if (site_id !== undefined || segment !== undefined || device_ids !== undefined) return;
  throw refuse('site_id', 'is missing: name a site, a segment or devices');
}

/**
 * That what devices are told fits into a command. Asked of callers alone: what the house takes back
 * adds a few words to what was small enough. Throws json_too_large and its like with the path.
 */
export function requireSmallPayload({ payload }: JobInput): void {
  if (payload === undefined) return;
  const fault = checkJson(payload, 'payload');
  if (fault !== undefined) {
    const { code, field: path, message } = fault;
    throw new HomepotError(code, { path, message: `\`${path}\` ${message}` });
  }
  const bytes = Buffer.byteLength(JSON.stringify(payload));
  if (bytes <= limits.jobPayloadBytesMax) return;
  throw refuse('payload', `has ${bytes} bytes; ${limits.jobPayloadBytesMax} are allowed`);
}

/** Fills in the defaults. Throws parameter_invalid with the path of the field at fault. */
export function readOrders(input: JobInput, nowMs: number): JobOrders {
  requireTargets(input);
  const scheduled_for = readStart(input, nowMs);
  return {
    action: input.action,
    payload: input.payload ?? {},
    config_url: input.config_url ?? null,
    config_version: input.config_version ?? null,
    priority: input.priority ?? 'normal',
    schedule: input.schedule ?? (scheduled_for === null ? 'now' : 'at'),
    scheduled_for,
    stages: readStages(input.stages),
    failure_threshold_percent: input.failure_threshold_percent ?? 20,
    attempts_max: input.attempts_max ?? 3,
    time_to_live_seconds: input.time_to_live_seconds ?? 86_400,
    is_forced: input.force ?? false,
    closed_sites: input.closed_sites ?? 'proceed',
    rollback: input.rollback ?? 'propose',
    settle_seconds: input.settle_seconds ?? 300,
    rollback_of: input.rollback_of ?? null,
  };
}
