import type { showSchedules, showSite } from '@homepot/catalogue';
import { Button } from '../../components/button.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { Tag } from '../../components/tag.tsx';
import { useNow } from '../../live/use-now.ts';
import { useResource } from '../../resources/use-resource.ts';
import { formatClock } from '../../time/format-time.ts';
import { isZone } from '../../time/zone.ts';
import { keepRange } from '../../url/keep-range.ts';
import { useUrl } from '../../url/use-url.ts';
import { Exceptions } from './exceptions.tsx';
import { addDays, datesOfWeek, localDate, mondayOf, nextClockChange } from './week-dates.ts';
import { WeekEditor } from './week-editor.tsx';

/** When one site is open, busy and maintained; and the form to say so. */
export function SchedulePage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const site_id = params.site_id ?? '';
  const [{ week }, setUrl] = useUrl({ week: '' });
  const nowMs = useNow(30);
  const site = useResource<typeof showSite>('/api/v1/sites/{site_id}', { parameters: { site_id } });
  const resource = useResource<typeof showSchedules>('/api/v1/sites/{site_id}/schedules', {
    parameters: { site_id },
  });
  const given = resource.data?.timezone ?? 'UTC';
  const zone = isZone(given) ? given : 'UTC';
  const today = localDate(nowMs, zone);
  const monday = /^\d{4}-\d\d-\d\d$/.test(week) ? mondayOf(week) : mondayOf(today);
  const dates = datesOfWeek(monday, zone);
  const changed = nextClockChange(today, zone);
  const go = (weeks: number): void =>
    setUrl({ week: weeks === 0 ? '' : addDays(monday, weeks * 7) });
  return (
    <>
      <PageHead
        title={site.data?.name ?? site_id}
        before={<a href={keepRange('/schedules')}>Schedules</a>}
        mark={
          resource.data !== undefined && (
            <Tag tone={resource.data.now.is_open ? 'ok' : 'off'}>
              {resource.data.now.is_open ? 'open' : 'closed'}
            </Tag>
          )
        }
      >
        <span class="quiet">
          {formatClock(nowMs, zone)} {zone}
        </span>
        <Button onClick={() => go(-1)} aria-label="The week before">
          ←
        </Button>
        <Button onClick={() => go(0)}>This week</Button>
        <Button onClick={() => go(1)} aria-label="The week after">
          →
        </Button>
        <a class="button" href={keepRange(`/sites/${encodeURIComponent(site_id)}`)}>
          The site
        </a>
      </PageHead>
      {changed !== undefined && (
        <p class="quiet">
          The clocks change on{' '}
          <a
            href={keepRange(
              `/schedules/${encodeURIComponent(site_id)}?week=${mondayOf(changed.date)}`,
            )}
          >
            {changed.date}
          </a>
          : that day has {changed.hours} hours.
        </p>
      )}
      {resource.data === undefined ? (
        <Panel title="Opening hours" resource={resource} skeleton={{ rows: 8 }}>
          {() => null}
        </Panel>
      ) : (
        <WeekEditor
          key={site_id}
          schedules={resource.data}
          dates={dates}
          onSaved={resource.reload}
        />
      )}
      <Exceptions siteId={site_id} resource={resource} />
    </>
  );
}
