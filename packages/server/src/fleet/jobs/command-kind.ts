import type { DeviceCommand } from '@homepot/catalogue';

/** The orders of a job as far as they say what an agent does. */
export interface Ordered {
  readonly action: string;
  readonly config_url: string | null;
  readonly config_version: string | null;
}

/** What an agent does with the action: a configuration where the job names one, else by its name. */
export function commandKindOf(job: Ordered): DeviceCommand['kind'] {
  if (job.config_url !== null || job.config_version !== null) return 'update_config';
  return /^(restart|reboot)\b/i.test(job.action) ? 'restart' : 'run';
}

/** `job_type` of the outcomes. */
export function jobTypeOf(job: Ordered): string {
  const kind = commandKindOf(job);
  if (kind === 'update_config') return 'config_update';
  return kind === 'restart' ? 'restart' : job.action;
}
