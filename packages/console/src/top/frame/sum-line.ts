import type { HouseView } from '../house-view.ts';
import { rate, wholeNumber } from './words.ts';

/** Everything that matters on one line, for who reads a pipe or a log. */
export function sumLine(view: HouseView): string {
  const states = Object.entries(view.fleet?.by_status ?? {})
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`);
  const fleet = view.fleet === null ? [] : [`devices ${states.join(' ') || 'none'}`];
  const tables = view.tables.map(
    ({ label, session, per_minute }) =>
      `${label} +${wholeNumber(session)} (${rate(per_minute)}/min)`,
  );
  const door =
    view.door === null
      ? []
      : [`rejected ${view.door.rejected}`, `on their way ${view.door.in_spool}`];
  const age = view.status === 'away' ? ` for ${Math.round(view.age_seconds)} s` : '';
  return [view.at, `${view.status}${age}`, ...fleet, ...tables, ...door].join('  ');
}
