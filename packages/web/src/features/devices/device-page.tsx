import type { showDevice, showSite } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { Facts } from '../../components/facts.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { Tag } from '../../components/tag.tsx';
import { useNow } from '../../live/use-now.ts';
import { useResource } from '../../resources/use-resource.ts';
import { isAdmin } from '../../shell/session.ts';
import { TimePicker } from '../../time/time-picker.tsx';
import { myZone } from '../../time/zone.ts';
import { keepRange } from '../../url/keep-range.ts';
import { useUrl } from '../../url/use-url.ts';
import { Configuration } from './configuration.tsx';
import { Credentials } from './credentials.tsx';
import { DeviceActions } from './device-actions.tsx';
import { DeviceCharts } from './device-charts.tsx';
import { DeviceEvents } from './device-events.tsx';
import { DeviceTail } from './device-tail.tsx';
import { DeviceTimeline } from './device-timeline.tsx';
import type { Device } from './device-words.ts';
import { limitInWords, ruleInWords } from './device-words.ts';
import { HealthChecks } from './health-checks.tsx';
import { useEvents } from './use-events.ts';
import './devices.css';

const tabs = [
  { name: 'measurements', title: 'Measurements' },
  { name: 'health', title: 'Health checks' },
  { name: 'configuration', title: 'Configuration' },
  { name: 'tail', title: 'Live tail' },
  { name: 'credentials', title: 'Credentials' },
] as const;
type Tab = (typeof tabs)[number]['name'];

function AboutDevice({ device }: { readonly device: Device }) {
  const { device_id: id, site_id: site, last_seen: seen, clock_skew_ms: skew } = device;
  return (
    <Facts
      facts={[
        ['Id', <code key="id">{id}</code>],
        [
          'Site',
          <a key="site" href={keepRange(`/sites/${encodeURIComponent(site)}`)}>
            {site}
          </a>,
        ],
        ['Segment', device.segment],
        ['Type', device.device_type],
        ['Reported', seen === null ? 'never' : <Ago key="seen" ms={Date.parse(seen)} />],
        ['Reports every', `${device.report_interval_seconds} s`],
        ['Offline after', limitInWords(device)],
        ['Address', device.ip_address],
        ['Firmware', device.firmware_version],
        ['Agent', device.agent_version],
        ['Configuration', device.config_version],
        ['Clock', skew === null ? null : `${Math.abs(skew)} ms ${skew < 0 ? 'behind' : 'ahead'}`],
        ['Origin', device.provenance],
        [
          'Services',
          Object.entries(device.services ?? {})
            .map(([name, value]) => `${name.replaceAll('_', ' ')} ${String(value)}`)
            .join(', ') || null,
        ],
      ]}
    />
  );
}

/** The state of a device, since when, and by which rule. */
function StateOf({ device }: { readonly device: Device }) {
  const nowMs = useNow(1);
  return (
    <p class="devices-rule">
      <StatusMark status={device.status} /> <span class="quiet">since</span>{' '}
      <Ago ms={Date.parse(device.status_since)} />
      <br />
      <span class="quiet">{ruleInWords(device, nowMs)}</span>
    </p>
  );
}

/** One device: how it is and why, what it measured, what happened to it, and what can be done with it. */
export function DevicePage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const device_id = params.device_id ?? '';
  const [{ tab }] = useUrl({ tab: 'measurements' });
  const resource = useResource<typeof showDevice>(
    '/api/v1/devices/{device_id}',
    { parameters: { device_id } },
    { follow: ['devices'], pauseSeconds: 2, everySeconds: 15 },
  );
  const device = resource.data;
  const site_id = device?.site_id ?? '';
  const site = useResource<typeof showSite>(
    '/api/v1/sites/{site_id}',
    { parameters: { site_id } },
    { isOff: site_id === '' },
  );
  const siteZone = site.data?.timezone ?? myZone;
  const { events, annotations } = useEvents(device_id, site_id);
  const shownTabs = tabs.filter(({ name }) => name !== 'credentials' || isAdmin());
  const current = shownTabs.find(({ name }) => name === tab)?.name ?? 'measurements';
  return (
    <>
      <PageHead
        title={device?.name ?? device_id}
        before={<a href={keepRange('/devices')}>Devices</a>}
        mark={
          device !== undefined &&
          (device.is_active ? <StatusMark status={device.status} /> : <Tag tone="off">removed</Tag>)
        }
      >
        <TimePicker siteZone={siteZone} />
        {device !== undefined && isAdmin() && (
          <DeviceActions device={device} onDone={resource.reload} />
        )}
      </PageHead>
      <div class="cols">
        <div class="stack">
          <DeviceTimeline deviceId={device_id} siteZone={siteZone} />
          <Tabs
            label="Parts of the device"
            tabs={shownTabs}
            current={current}
            href={(name: Tab) =>
              keepRange(
                `/devices/${encodeURIComponent(device_id)}${name === 'measurements' ? '' : `?tab=${name}`}`,
              )
            }
          />
          {current === 'measurements' && (
            <DeviceCharts deviceId={device_id} annotations={annotations} siteZone={siteZone} />
          )}
          {current === 'health' && <HealthChecks deviceId={device_id} siteZone={siteZone} />}
          {current === 'configuration' && device !== undefined && <Configuration device={device} />}
          {current === 'tail' && <DeviceTail deviceId={device_id} />}
          {current === 'credentials' && <Credentials deviceId={device_id} />}
        </div>
        <div class="stack">
          <Panel title="State" resource={resource} skeleton={{ rows: 8 }}>
            {(shown) => (
              <>
                <StateOf device={shown} />
                <AboutDevice device={shown} />
              </>
            )}
          </Panel>
          <DeviceEvents events={events} siteZone={siteZone} />
        </div>
      </div>
    </>
  );
}
