import type { readFleetOverview } from '@homepot/catalogue';
import { Empty } from '../../components/empty.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatNumber } from '../../format/numbers.ts';
import { useResource } from '../../resources/use-resource.ts';
import { isAdmin } from '../../shell/session.ts';
import { TimePicker } from '../../time/time-picker.tsx';
import { keepRange } from '../../url/keep-range.ts';
import { ApiChart } from './api-chart.tsx';
import { Changes } from './changes.tsx';
import { FleetTiles } from './fleet-tiles.tsx';
import { IngestChart } from './ingest-chart.tsx';
import { SiteMatrix } from './site-matrix.tsx';
import { ToolChart } from './tool-chart.tsx';

function NoDevices() {
  return (
    <Empty kind="nothing-sent" title="No device is known yet">
      <span>
        <a href={keepRange('/welcome')}>Take the first steps</a>: enter a device, send from an app
        or a page, or let simulated terminals run.
      </span>
    </Empty>
  );
}

/** Is anything wrong, where, and since when. */
export function FleetPage() {
  const overview = useResource<typeof readFleetOverview>(
    '/api/v1/fleet/overview',
    {},
    { follow: ['devices', 'alerts', 'errors', 'jobs'], pauseSeconds: 2, everySeconds: 30 },
  );
  const { data } = overview;
  return (
    <>
      <PageHead title="Fleet">
        <TimePicker />
      </PageHead>
      <FleetTiles overview={data} />
      <div class="cols">
        <div class="stack">
          <Panel
            title="Sites, worst first"
            aside={
              data !== undefined && (
                <span class="faint">
                  {formatNumber(data.devices.total)} devices · {formatNumber(data.sites_total)}{' '}
                  sites, {formatNumber(data.sites_open)} open
                </span>
              )
            }
            isFlush
            resource={overview}
            skeleton={{ rows: 12 }}
            isEmpty={({ devices }) => devices.total === 0}
            empty={<NoDevices />}
          >
            {(shown) => <SiteMatrix overview={shown} />}
          </Panel>
          {isAdmin() && (
            <div class="grid-3">
              <IngestChart />
              <ApiChart />
              <ToolChart />
            </div>
          )}
        </div>
        <Panel
          title="What changed"
          resource={overview}
          skeleton={{ rows: 12 }}
          isEmpty={({ changes }) => changes.length === 0}
          empty={<Empty kind="nothing-sent" title="Nothing has changed yet" />}
        >
          {({ changes }) => <Changes changes={changes} />}
        </Panel>
      </div>
    </>
  );
}
