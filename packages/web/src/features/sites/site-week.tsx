import type { showSchedules } from '@homepot/catalogue';
import { Panel } from '../../components/panel.tsx';
import { useNow } from '../../live/use-now.ts';
import { useResource } from '../../resources/use-resource.ts';
import type { Zone } from '../../time/zone.ts';
import { keepRange } from '../../url/keep-range.ts';
import { datesOfWeek, localDate, mondayOf } from '../schedules/week-dates.ts';
import { toWeek } from '../schedules/week-draft.ts';
import { WeekGrid } from '../schedules/week-grid.tsx';

interface SiteWeekProps {
  readonly siteId: string;
  readonly zone: Zone;
}

/** The hours of this week with the line of now. */
export function SiteWeek({ siteId, zone }: SiteWeekProps) {
  const today = localDate(useNow(60), zone);
  const week = useResource<typeof showSchedules>('/api/v1/sites/{site_id}/schedules', {
    parameters: { site_id: siteId },
  });
  return (
    <Panel
      title="This week"
      aside={<a href={keepRange(`/schedules/${encodeURIComponent(siteId)}`)}>Schedule</a>}
      resource={week}
      skeleton={{ rows: 8 }}
    >
      {({ schedules, exceptions }) => (
        <WeekGrid
          week={toWeek(schedules)}
          dates={datesOfWeek(mondayOf(today), zone)}
          exceptions={exceptions}
          zone={zone}
        />
      )}
    </Panel>
  );
}
