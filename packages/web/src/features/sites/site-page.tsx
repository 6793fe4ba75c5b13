import type { AnswerOf, showFleetSite, showSite } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Facts } from '../../components/facts.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { StatusCells } from '../../components/status-cells.tsx';
import { Tag } from '../../components/tag.tsx';
import { Tiles } from '../../components/tiles.tsx';
import { countOf, formatNumber } from '../../format/numbers.ts';
import { useNow } from '../../live/use-now.ts';
import type { Resource } from '../../resources/use-resource.ts';
import { useResource } from '../../resources/use-resource.ts';
import { isAdmin } from '../../shell/session.ts';
import { formatLength } from '../../time/format-time.ts';
import { TimePicker } from '../../time/time-picker.tsx';
import { isZone } from '../../time/zone.ts';
import { keepRange } from '../../url/keep-range.ts';
import { Incidents } from './incidents.tsx';
import { SiteDevices } from './site-devices.tsx';
import { SiteForm } from './site-form.tsx';
import { SiteJobs } from './site-jobs.tsx';
import { SiteVolume } from './site-volume.tsx';
import { SiteWeek } from './site-week.tsx';
import { localTime, nextInWords, shareOf } from './site-words.ts';

type Standing = AnswerOf<typeof showFleetSite>;

function SiteTiles({ site, nowMs }: { readonly site: Standing; readonly nowMs: number }) {
  const {
    by_status: counts,
    devices,
    alerts,
    transactions_per_hour: sold,
    expected_per_hour: expected,
  } = site;
  const share = shareOf(sold, expected);
  const wrong = counts.error + counts.offline;
  const list = (query: string): string =>
    keepRange(`/devices?site=${encodeURIComponent(site.site_id)}${query}`);
  return (
    <Tiles
      label="The site in numbers"
      tiles={[
        {
          value: localTime(site.timezone, nowMs),
          label: site.is_open ? 'open' : 'closed',
          detail: nextInWords(site, nowMs),
          href: keepRange(`/schedules/${encodeURIComponent(site.site_id)}`),
        },
        {
          value: formatNumber(counts.online),
          label: 'online',
          detail: `of ${formatNumber(devices)}`,
          href: list(''),
        },
        {
          value: formatNumber(wrong),
          label: 'in error or offline',
          ...(wrong > 0 ? { tone: 'bad' as const } : {}),
          href: list(counts.error > 0 ? '&status=error' : '&status=offline'),
        },
        {
          value: formatNumber(alerts),
          label: alerts === 1 ? 'alert' : 'alerts',
          ...(alerts > 0 ? { tone: 'bad' as const } : {}),
          href: keepRange('/alerts'),
        },
        {
          value: formatNumber(sold),
          label: 'sales / h',
          detail: share === undefined ? '' : `${share} % of expected`,
        },
      ]}
    />
  );
}

interface CellsProps {
  readonly resource: Resource<Standing>;
  readonly nowMs: number;
}

function Cells({ resource, nowMs }: CellsProps) {
  return (
    <Panel
      title="Devices at a glance"
      resource={resource}
      skeleton={{ rows: 2 }}
      isEmpty={({ devices }) => devices === 0}
      empty={<Empty kind="nothing-sent" title="No device stands here yet" />}
    >
      {({ cells, devices, is_open }) => (
        <StatusCells
          isFaded={!is_open}
          more={devices - cells.length}
          cells={cells.map(({ device_id, status, status_since }) => ({
            id: device_id,
            status,
            href: keepRange(`/devices/${encodeURIComponent(device_id)}`),
            detail: `for ${formatLength(nowMs - Date.parse(status_since))}`,
          }))}
        />
      )}
    </Panel>
  );
}

function AboutSite({ resource }: { readonly resource: Resource<AnswerOf<typeof showSite>> }) {
  return (
    <Panel title="About it" resource={resource} skeleton={{ rows: 5 }}>
      {(shown) => (
        <Facts
          facts={[
            ['Id', <code key="id">{shown.site_id}</code>],
            ['Address', shown.location],
            ['What', shown.description],
            ['Zone', shown.timezone],
            ['Position', shown.latitude === null ? null : `${shown.latitude}, ${shown.longitude}`],
            ['Devices', countOf(shown.devices, 'device')],
          ]}
        />
      )}
    </Panel>
  );
}

/** One site: how it fares, what stands there, when it is open, what it sells, what went wrong. */
export function SitePage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const site_id = params.site_id ?? '';
  const parameters = { site_id };
  const [isEdited, setEdited] = useState(false);
  const nowMs = useNow(30);
  const standing = useResource<typeof showFleetSite>(
    '/api/v1/fleet/sites/{site_id}',
    { parameters },
    { follow: ['devices', 'alerts'], pauseSeconds: 2, everySeconds: 30 },
  );
  const site = useResource<typeof showSite>('/api/v1/sites/{site_id}', { parameters });
  const given = site.data?.timezone ?? 'UTC';
  const zone = isZone(given) ? given : 'UTC';
  return (
    <>
      <PageHead
        title={site.data?.name ?? site_id}
        before={<a href={keepRange('/sites')}>Sites</a>}
        mark={
          standing.data !== undefined && (
            <Tag tone={standing.data.is_open ? 'ok' : 'off'}>
              {standing.data.is_open ? 'open' : 'closed'}
            </Tag>
          )
        }
      >
        <TimePicker siteZone={zone} />
        {isAdmin() && site.data !== undefined && (
          <Button onClick={() => setEdited(true)}>Edit site</Button>
        )}
      </PageHead>
      {standing.data !== undefined && <SiteTiles site={standing.data} nowMs={nowMs} />}
      <div class="cols">
        <div class="stack">
          <Cells resource={standing} nowMs={nowMs} />
          <SiteVolume siteId={site_id} zone={zone} />
          <SiteWeek siteId={site_id} zone={zone} />
        </div>
        <div class="stack">
          <AboutSite resource={site} />
          <SiteJobs siteId={site_id} />
        </div>
      </div>
      <SiteDevices siteId={site_id} />
      <Incidents siteId={site_id} />
      {isEdited && site.data !== undefined && (
        <SiteForm
          site={site.data}
          onClose={() => setEdited(false)}
          onDone={() => {
            site.reload();
            standing.reload();
          }}
        />
      )}
    </>
  );
}
