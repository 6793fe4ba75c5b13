import type { AnswerOf, listFleetSites } from '@homepot/catalogue';
import { Empty } from '../../components/empty.tsx';
import { FilterBar } from '../../components/filter-bar.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { countOf, formatNumber } from '../../format/numbers.ts';
import { useNow } from '../../live/use-now.ts';
import { usePages } from '../../resources/use-pages.ts';
import { keepRange } from '../../url/keep-range.ts';
import { useUrl } from '../../url/use-url.ts';
import { localTime, nextInWords } from '../sites/site-words.ts';

type Site = AnswerOf<typeof listFleetSites>['data'][number];

/** Which sites are open now, and the way to the week of each. */
export function SchedulesPage() {
  const [{ q }, change] = useUrl({ q: '' });
  const nowMs = useNow(30);
  const { rows, resource, more, isLoading } = usePages<typeof listFleetSites, Site>(
    '/api/v1/fleet/sites',
    { query: { limit: 50, ...(q === '' ? {} : { search: q }) } },
    { everySeconds: 60 },
  );
  return (
    <>
      <PageHead title="Schedules" />
      <FilterBar
        text={q}
        onText={(value) => change({ q: value }, { replace: true })}
        placeholder="Site"
        onClear={q === '' ? undefined : () => change({ q: '' })}
      />
      <Panel
        title="Sites and their hours"
        isFlush
        resource={resource}
        skeleton={{ rows: 8 }}
        isEmpty={() => rows.length === 0}
        empty={
          <Empty kind={q === '' ? 'nothing-sent' : 'filtered'}>
            {q === '' ? <a href={keepRange('/sites')}>Enter a site first</a> : 'No site fits.'}
          </Empty>
        }
      >
        {() => (
          <>
            <Table
              label="Sites"
              rows={rows}
              rowKey={({ site_id }) => site_id}
              href={({ site_id }) => keepRange(`/schedules/${encodeURIComponent(site_id)}`)}
              columns={[
                { name: 'name', title: 'Site', cell: ({ name }) => name },
                {
                  name: 'now',
                  title: 'Now',
                  cell: ({ is_open }) => (
                    <Tag tone={is_open ? 'ok' : 'off'}>{is_open ? 'open' : 'closed'}</Tag>
                  ),
                },
                { name: 'next', title: 'Next', cell: (site) => nextInWords(site, nowMs) },
                {
                  name: 'time',
                  title: 'There',
                  isNumber: true,
                  cell: (site) => localTime(site.timezone, nowMs),
                },
                { name: 'zone', title: 'Zone', isMinor: true, cell: ({ timezone }) => timezone },
                {
                  name: 'expected',
                  title: 'Expected an hour',
                  isNumber: true,
                  isMinor: true,
                  cell: (site) => formatNumber(site.expected_per_hour),
                },
              ]}
            />
            <MoreRows shown={countOf(rows.length, 'site')} onMore={more} isLoading={isLoading} />
          </>
        )}
      </Panel>
    </>
  );
}
