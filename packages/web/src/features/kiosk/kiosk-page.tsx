import type { readFleetOverview } from '@homepot/catalogue';
import { useEffect } from 'preact/hooks';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { useNow } from '../../live/use-now.ts';
import { useResource } from '../../resources/use-resource.ts';
import { LiveMark } from '../../shell/live-mark.tsx';
import { formatClock } from '../../time/format-time.ts';
import { myZone } from '../../time/zone.ts';
import { FleetTiles } from '../fleet/fleet-tiles.tsx';
import { SiteMatrix } from '../fleet/site-matrix.tsx';
import './kiosk.css';

/** A display says itself when it is alive; a minute is soon enough for the numbers that are not followed. */
const everySeconds = 30;

function Clock() {
  return <time class="kiosk-clock">{formatClock(useNow(), myZone)}</time>;
}

/** The fleet for a screen on a wall: large, without anything to press, kept fresh by itself. */
export function KioskPage() {
  const overview = useResource<typeof readFleetOverview>(
    '/api/v1/fleet/overview',
    { query: { sites: 30, cells: 60 } },
    { follow: ['devices'], pauseSeconds: 2, everySeconds },
  );
  useEffect(() => {
    document.title = 'Fleet · HOMEPOT';
  }, []);
  return (
    <main class="kiosk">
      <header class="kiosk-head">
        <h1>Fleet</h1>
        <LiveMark />
        <Clock />
      </header>
      <FleetTiles overview={overview.data} isPlain />
      <Panel
        title="Sites, worst first"
        isFlush
        resource={overview}
        skeleton={{ rows: 14 }}
        isEmpty={({ devices }) => devices.total === 0}
        empty={<Empty kind="nothing-sent" title="No device is known yet" />}
      >
        {(shown) => <SiteMatrix overview={shown} isPlain />}
      </Panel>
    </main>
  );
}
