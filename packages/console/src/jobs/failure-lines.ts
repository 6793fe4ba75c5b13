import type { AnswerOf } from '@homepot/catalogue';
import { badTargetStates, listJobTargets } from '@homepot/catalogue';
import type { Client } from '@homepot/client';
import { cellOf } from '../format/cell.ts';
import type { ShownJob } from './job-line.ts';

type Target = AnswerOf<typeof listJobTargets>['data'][number];

/** Devices of each kind of failure that are named; `homepot jobs show` lists all. */
const namedMax = 20;

/** Why a job failed on a device, in one line; e.g. `till-1 failed: unsupported: No config_file`. */
export function failureLine({ device_id, state, error_code, error_message }: Target): string {
  const why = [error_code, error_message].filter((part) => part !== null).map(cellOf);
  const words = `${device_id} ${state.replace('_', ' ')}`;
  return why.length === 0 ? words : `${words}: ${why.join(': ')}`;
}

/** The devices on which a job failed, with why. */
export async function readFailureLines(client: Client, job: ShownJob): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const state of badTargetStates) {
    const count = job.targets[state];
    if (count === 0) continue;
    const { data } = await client.call(listJobTargets, {
      parameters: { job_id: job.job_id },
      query: { state, limit: namedMax },
    });
    lines.push(...data.map(failureLine));
    if (count > data.length)
      lines.push(`and ${count - data.length} more ${state.replace('_', ' ')}`);
  }
  return lines;
}
