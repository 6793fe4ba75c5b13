import { limits } from '../../kernel/index.ts';
import { openingAt } from './opening-at.ts';
import type { SiteSchedule } from './site-schedule.ts';

/** How long a site was open between two instants, in milliseconds; of very long spans the beginning. */
export function openBetween(schedule: SiteSchedule, fromMs: number, toMs: number): number {
  let open = 0;
  let atMs = fromMs;
  for (let step = 0; atMs < toMs && step < limits.openingsCountedMax; step += 1) {
    const opening = openingAt(schedule, atMs);
    const next = (opening.isOpen ? opening.nextCloseAtMs : opening.nextOpenAtMs) ?? toMs;
    const untilMs = Math.min(toMs, Math.max(next, atMs + 1));
    if (opening.isOpen) open += untilMs - atMs;
    atMs = untilMs;
  }
  return open;
}
