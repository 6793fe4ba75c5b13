import { cellOf } from '../../format/cell.ts';
import type { JobView } from '../house-view.ts';
import type { Line } from './line.ts';
import { segment } from './line.ts';
import { bar } from './words.ts';

const barCharacters = 16;

function jobLine(job: JobView): Line {
  const part = job.total === 0 ? 0 : job.done / job.total;
  const place = job.site_id === null ? '' : ` at ${cellOf(job.site_id)}`;
  return [
    segment(`         ${bar(part, barCharacters)} ${job.done}/${job.total} `, 'info'),
    segment(job.failed > 0 ? `${job.failed} failed ` : '', 'bad'),
    segment(`${job.status}  `, job.status === 'paused' ? 'warn' : 'quiet'),
    segment(`${cellOf(job.action)}${place}  ${cellOf(job.job_id)}`),
  ];
}

/** The jobs that are under way, as far as there is room for them. */
export function jobLines(jobs: readonly JobView[] | null, linesMax: number): readonly Line[] {
  if (jobs === null) return [[segment('jobs     not shown', 'quiet')]];
  if (jobs.length === 0) return [[segment('jobs     none under way', 'quiet')]];
  const shown = jobs.slice(0, Math.max(0, linesMax - 1));
  const left = jobs.length - shown.length;
  const more = left > 0 ? `, ${left} of them not shown` : '';
  return [[segment(`jobs     ${jobs.length} under way${more}`)], ...shown.map(jobLine)];
}
