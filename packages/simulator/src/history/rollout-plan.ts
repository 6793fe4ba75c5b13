import { createKey, uniformAt } from '../random/keyed-random.ts';
import { dayMs, hourMs } from '../units.ts';

/** One rollout of a configuration to the terminals of a site. */
export interface Rollout {
  readonly jobId: string;
  readonly siteId: string;
  readonly atMs: number;
  readonly version: string;
}

/** Sites get a new configuration every other day. */
const everyMs = 2 * dayMs;
/** 2.6.1 to 2.6.8, again and again: a bad version among them comes once in a while. */
const versionsInTurn = 8;

/** The rollouts of a site between two instants, in order; by the calendar, whatever the range. */
export function planRollouts(
  siteId: string,
  seed: number,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): readonly Rollout[] {
  const key = createKey(seed, 'site', siteId, 'rollouts');
  const rollouts: Rollout[] = [];
  for (let turn = Math.floor(fromMs / everyMs); turn * everyMs < toMs; turn += 1) {
    const atMs = Math.round(turn * everyMs + uniformAt(key, turn) * (everyMs - 6 * hourMs));
    if (atMs < fromMs || atMs >= toMs) continue;
    const id = createKey(seed, 'site', siteId, 'rollout', turn).toString(16).padStart(8, '0');
    rollouts.push({
      jobId: `job-${id}`,
      siteId,
      atMs,
      version: `2.6.${1 + (turn % versionsInTurn)}`,
    });
  }
  return rollouts;
}
