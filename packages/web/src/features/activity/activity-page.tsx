import type { readSessionTotals, readUserActivity } from '@homepot/catalogue';
import { Empty } from '../../components/empty.tsx';
import { FilterBar } from '../../components/filter-bar.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { useResource } from '../../resources/use-resource.ts';
import { TimePicker } from '../../time/time-picker.tsx';
import { useRange } from '../../time/use-range.ts';
import { keepRange } from '../../url/keep-range.ts';
import { useUrl } from '../../url/use-url.ts';
import { ActivityChart } from './activity-chart.tsx';
import { ActivityTiles } from './activity-tiles.tsx';
import { RecentActivities } from './recent-activities.tsx';
import { Sessions } from './sessions.tsx';
import { TopPages } from './top-pages.tsx';
import { TopSearches } from './top-searches.tsx';

/** What people do: all of them, or one. */
export function ActivityPage() {
  const [{ user, session }, change] = useUrl({ user: '', session: '' });
  const { query } = useRange();
  const activity = useResource<typeof readUserActivity>('/api/v1/metrics/user-activity', {
    query: { ...query, compare: 'previous' },
  });
  const totals = useResource<typeof readSessionTotals>('/api/v1/metrics/sessions', { query });
  const isOne = user !== '' || session !== '';
  return (
    <>
      <PageHead title="Activity">
        <TimePicker />
      </PageHead>
      <FilterBar
        text={user}
        onText={(value) => change({ user: value, session: '' }, { replace: true })}
        placeholder="One person: user id"
        onClear={isOne ? () => change({ user: '', session: '' }) : undefined}
      />
      {!isOne && (
        <>
          <Panel
            title="Everybody"
            resource={activity}
            skeleton={{ height: 72 }}
            isEmpty={({ total }) => total.count === 0}
            empty={
              <Empty kind="nothing-sent">
                Nothing was done in this range, or no page tells.{' '}
                <a href={keepRange('/welcome')}>Put it into a web page.</a>
              </Empty>
            }
          >
            {(data) => <ActivityTiles data={data} sessions={totals.data} />}
          </Panel>
          <ActivityChart resource={activity} />
          <div class="grid-2">
            <TopPages resource={activity} />
            <TopSearches resource={activity} />
          </div>
        </>
      )}
      <Sessions user={user} session={session} onChoose={(id) => change({ session: id })} />
      {isOne && <RecentActivities user={user} session={session} />}
    </>
  );
}
