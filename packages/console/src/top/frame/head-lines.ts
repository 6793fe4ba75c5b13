import type { HouseView } from '../house-view.ts';
import type { Line, Tone } from './line.ts';
import { segment } from './line.ts';
import { duration } from './words.ts';

const tones: Readonly<Record<HouseView['status'], Tone>> = {
  ready: 'good',
  degraded: 'warn',
  refusing: 'bad',
  away: 'bad',
};

function stateOf(view: HouseView): string {
  if (view.status === 'away') return 'no answer';
  const parts = Object.entries(view.parts ?? {})
    .filter(([, state]) => state !== 'ok' && state !== 'off')
    .map(([part, state]) => `${part} ${state}`);
  return parts.length === 0 ? view.status : `${view.status} (${parts.join(', ')})`;
}

/** Which server, how it is, and since when; a second line where it does not answer. */
export function headLines(view: HouseView): readonly Line[] {
  const uptime = view.uptime_seconds === null ? '' : `  up ${duration(view.uptime_seconds)}`;
  const head: Line = [
    segment(`HOMEPOT ${view.version ?? ''}`.trimEnd(), 'strong'),
    segment(`  ${view.url}  `),
    segment(stateOf(view), tones[view.status]),
    segment(view.status === 'away' ? '' : uptime),
    segment(`  watching ${duration(view.session_seconds)}`, 'quiet'),
  ];
  if (view.status !== 'away') return [head];
  const age = duration(view.age_seconds);
  return [head, [segment(`The numbers are ${age} old; the server is asked again.`, 'bad')]];
}
