import type { HouseView } from '../house-view.ts';
import { doorLines } from './door-lines.ts';
import { fleetLines } from './fleet-lines.ts';
import { headLines } from './head-lines.ts';
import { jobLines } from './job-lines.ts';
import { latestLines } from './latest-lines.ts';
import type { Line, Size } from './line.ts';
import { cutLine, segment } from './line.ts';
import { tableLines } from './table-lines.ts';

const jobsMin = 2;
const jobsMax = 12;

/**
 * One frame of the dashboard, fitted into the size: at most so many lines, none longer. Where there
 * is room, sections are set apart by blank lines and more jobs are shown.
 */
export function buildFrame(view: HouseView, size: Size, footer?: string): readonly Line[] {
  const foot: readonly Line[] = footer === undefined ? [] : [[segment(footer, 'quiet')]];
  const fixed = [
    headLines(view),
    fleetLines(view.fleet, size.columns),
    tableLines(view.tables, size.columns),
    doorLines(view.door),
  ];
  const after = [latestLines(view), foot];
  const taken = [...fixed, ...after].reduce((sum, section) => sum + section.length, 0);
  const jobs = jobLines(view.jobs, Math.min(jobsMax, Math.max(jobsMin, size.rows - taken)));
  const sections = [...fixed, jobs, ...after].filter((section) => section.length > 0);
  const gaps = size.rows - taken - jobs.length;
  const lines = sections.flatMap((section, i) => (i > 0 && i <= gaps ? [[], ...section] : section));
  return lines.slice(0, size.rows).map((line) => cutLine(line, size.columns));
}
