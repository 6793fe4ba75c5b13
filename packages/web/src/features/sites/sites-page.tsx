import type { listFleetSites } from '@homepot/catalogue';
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { FilterBar } from '../../components/filter-bar.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { Toggle } from '../../components/toggle.tsx';
import { countOf } from '../../format/numbers.ts';
import { useNow } from '../../live/use-now.ts';
import { usePages } from '../../resources/use-pages.ts';
import { isAdmin } from '../../shell/session.ts';
import { useUrl } from '../../url/use-url.ts';
import { SiteForm } from './site-form.tsx';
import { SiteMap } from './site-map.tsx';
import type { FleetSite } from './site-table.tsx';
import { SiteTable } from './site-table.tsx';

const choices = [
  { value: '', label: 'All' },
  { value: 'troubled', label: 'Troubled' },
  { value: 'open', label: 'Open' },
  { value: 'closed', label: 'Closed' },
] as const;
type Choice = (typeof choices)[number]['value'];

/** The server tells the picture of all sites as it was for a second; then a new one is in it. */
const pictureMilliseconds = 1_200;

/** Each once: one that fares otherwise meanwhile may stand on two pages. */
const once = (sites: readonly FleetSite[]): readonly FleetSite[] => [
  ...new Map(sites.map((site) => [site.site_id, site])).values(),
];

/** Where devices stand, the worst first. */
export function SitesPage() {
  const [{ q, only }, change] = useUrl({ q: '', only: '' });
  const [isNew, setNew] = useState(false);
  const [made, setMade] = useState(0);
  const nowMs = useNow(30);
  const { rows, resource, more, isLoading } = usePages<typeof listFleetSites, FleetSite>(
    '/api/v1/fleet/sites',
    {
      query: {
        limit: 50,
        ...(q === '' ? {} : { search: q }),
        ...(only === '' ? {} : { only: only as Exclude<Choice, ''> }),
      },
    },
    { follow: ['devices', 'alerts'], pauseSeconds: 3, everySeconds: 30 },
  );
  useEffect(() => {
    if (made > 0) resource.reload();
  }, [made]);
  const isFiltered = q !== '' || only !== '';
  const sites = once(rows);
  const create = isAdmin() && (
    <Button kind="primary" onClick={() => setNew(true)}>
      New site
    </Button>
  );
  return (
    <>
      <PageHead title="Sites">{create}</PageHead>
      <FilterBar
        text={q}
        onText={(value) => change({ q: value }, { replace: true })}
        placeholder="Name, id or address"
        onClear={isFiltered ? () => change({ q: '', only: '' }) : undefined}
      >
        <Toggle
          label="Which"
          value={only as Choice}
          options={choices}
          onValue={(value) => change({ only: value })}
        />
      </FilterBar>
      <div class="cols">
        <Panel
          title="Sites, the worst first"
          aside={
            resource.data !== undefined && (
              <span class="faint">{countOf(resource.data.total, 'site')}</span>
            )
          }
          isFlush
          resource={resource}
          skeleton={{ rows: 8 }}
          isEmpty={() => rows.length === 0}
          empty={
            <Empty
              kind={isFiltered ? 'filtered' : 'nothing-sent'}
              title={isFiltered ? 'No site fits' : 'No site is entered yet'}
            >
              {!isFiltered && create}
            </Empty>
          }
        >
          {() => (
            <>
              <SiteTable sites={sites} nowMs={nowMs} />
              <MoreRows shown={countOf(sites.length, 'site')} onMore={more} isLoading={isLoading} />
            </>
          )}
        </Panel>
        <SiteMap key={made} />
      </div>
      {isNew && (
        <SiteForm
          onClose={() => setNew(false)}
          onDone={() => setTimeout(() => setMade((count) => count + 1), pictureMilliseconds)}
        />
      )}
    </>
  );
}
