import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../kernel/index.ts';
import type { Finding } from './finding.ts';
import { fail, ok } from './finding.ts';

const yearMin = 2_025;
const minuteMs = 60_000;

/** Whether the clock of this machine can be right: not before what was already written. */
export async function checkClock(clock: Clock, dataFolder: string): Promise<Finding> {
  const now = clock.nowMs();
  const written = await stat(join(dataFolder, 'run')).catch(() => undefined);
  const message = new Date(now).toISOString();
  const action = 'Set the clock, by NTP if possible; records are judged by it.';
  if (new Date(now).getUTCFullYear() < yearMin) return fail('clock', message, action);
  if (written !== undefined && written.mtimeMs > now + minuteMs) {
    const before = `${message}, but the data folder was written at ${written.mtime.toISOString()}`;
    return fail('clock', before, action);
  }
  return ok('clock', message);
}
