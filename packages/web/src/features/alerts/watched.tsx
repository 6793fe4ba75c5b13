import type { AnswerOf, listAlertRules } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { countOf } from '../../format/numbers.ts';
import { usePages } from '../../resources/use-pages.ts';

type Rule = AnswerOf<typeof listAlertRules>['data'][number];

/** The instant at which some rule was looked at last, in milliseconds; undefined before the first look. */
function lastLookMs(rules: readonly Rule[]): number | undefined {
  const looks = rules.flatMap(({ evaluated_at: at }) => (at === null ? [] : [Date.parse(at)]));
  return looks.length === 0 ? undefined : Math.max(...looks);
}

/** How many rules watch, and when they looked last: that nothing is wrong is worth no more than this. */
export function Watched() {
  const { rows } = usePages<typeof listAlertRules, Rule>(
    '/api/v1/alert-rules',
    { query: { limit: 100 } },
    { everySeconds: 15 },
  );
  const watching = rows.filter(({ enabled }) => enabled);
  const atMs = lastLookMs(watching);
  if (rows.length === 0) return null;
  return (
    <p>
      {countOf(watching.length, 'rule')} {watching.length === 1 ? 'watches' : 'watch'}
      {atMs === undefined ? '; the first look is under way.' : ', last looked '}
      {atMs !== undefined && <Ago ms={atMs} />}
    </p>
  );
}
