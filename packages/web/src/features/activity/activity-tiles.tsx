import type { AnswerOf, readSessionTotals, readUserActivity } from '@homepot/catalogue';
import { Change } from '../../components/change.tsx';
import { Tiles } from '../../components/tiles.tsx';
import { formatNumber, formatWithUnit } from '../../format/numbers.ts';
import { formatLength } from '../../time/format-time.ts';

export type UserActivity = AnswerOf<typeof readUserActivity>;

interface ActivityTilesProps {
  readonly data: UserActivity;
  readonly sessions: AnswerOf<typeof readSessionTotals> | undefined;
}

/** How long sessions last, in words. */
function lengthOf(sessions: ActivityTilesProps['sessions']): string {
  const seconds = sessions?.median_seconds;
  return seconds === null || seconds === undefined
    ? ''
    : `half of them up to ${formatLength(seconds * 1_000)}`;
}

/** Who was there, and what they did, against the range before. */
export function ActivityTiles({ data, sessions }: ActivityTilesProps) {
  const { total, previous, people, pages, searches } = data;
  const nothing = searches.count === 0 ? null : (100 * searches.without_results) / searches.count;
  return (
    <Tiles
      label="Activity of the range"
      tiles={[
        {
          value: formatNumber(people.users),
          label: people.users === 1 ? 'person' : 'people',
          detail: 'by whole days',
        },
        {
          value: formatNumber(sessions?.sessions),
          label: 'sessions',
          detail: `${formatNumber(sessions?.active)} going on${lengthOf(sessions) === '' ? '' : `, ${lengthOf(sessions)}`}`,
        },
        {
          value: formatNumber(total.count),
          label: 'activities',
          detail: <Change now={total.count} before={previous?.total.count} />,
        },
        { value: formatNumber(pages.page_count), label: 'pages seen' },
        {
          value: formatNumber(searches.count),
          label: 'searches',
          detail: nothing === null ? '' : `${formatWithUnit(nothing, '%')} found nothing`,
        },
      ]}
    />
  );
}
