import type { AnswerOf, listAlertRules } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { countOf } from '../../format/numbers.ts';
import { usePages } from '../../resources/use-pages.ts';

type Rule = AnswerOf<typeof listAlertRules>['data'][number];

/** All rules that a house may have. */
const rulesMax = 200;

/** The instant up to which all of these rules have looked, in milliseconds; undefined where one never did. */
function lookedUntilMs(rules: readonly Rule[]): number | undefined {
  const looks = rules.map(({ evaluated_at: at }) => (at === null ? Number.NaN : Date.parse(at)));
  const oldest = Math.min(...looks);
  return Number.isFinite(oldest) ? oldest : undefined;
}

/** How many rules watch, and up to when: that nothing is wrong is worth no more than this. */
export function Watched() {
  const { rows } = usePages<typeof listAlertRules, Rule>(
    '/api/v1/alert-rules',
    { query: { limit: rulesMax } },
    { everySeconds: 15 },
  );
  if (rows.length === 0) return null;
  const watching = rows.filter(({ enabled }) => enabled);
  const failing = watching.filter(({ error }) => error !== null);
  const atMs = lookedUntilMs(watching);
  if (watching.length === 0)
    return <p class="t-bad">No rule is switched on: nothing is watched.</p>;
  return (
    <>
      <p>
        {countOf(watching.length, 'rule')} {watching.length === 1 ? 'watches' : 'watch'}
        {atMs === undefined ? '; the first look is under way.' : ', last looked '}
        {atMs !== undefined && <Ago ms={atMs} />}
      </p>
      {failing.length > 0 && (
        <p class="t-bad">
          {countOf(failing.length, 'rule')} of them cannot be evaluated; the list of rules says why.
        </p>
      )}
    </>
  );
}
