import { maintenanceRuns } from './opening-at.ts';
import type { SiteSchedule } from './site-schedule.ts';

/** How much of the time between two instants lay in maintenance windows of a site, in milliseconds. */
export function maintenanceBetween(schedule: SiteSchedule, fromMs: number, toMs: number): number {
  let covered = 0;
  for (const run of maintenanceRuns(schedule, fromMs, toMs)) {
    covered += Math.max(0, Math.min(run.toMs, toMs) - Math.max(run.fromMs, fromMs));
  }
  return covered;
}
