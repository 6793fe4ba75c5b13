import type { AnswerOf, deviceStateHistory, listAlerts } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import type { Status } from '../../components/status-mark.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { useResource } from '../../resources/use-resource.ts';
import { useRows } from '../../resources/use-rows.ts';
import { useRange } from '../../time/use-range.ts';
import { keepRange } from '../../url/keep-range.ts';

type Alert = AnswerOf<typeof listAlerts>['data'][number];

const tones = { pending: 'warn', firing: 'bad', resolved: 'ok' } as const;

function AlertsOfSite({ siteId }: { readonly siteId: string }) {
  const alerts = useResource<typeof listAlerts>(
    '/api/v1/alerts',
    { query: { site_id: siteId, limit: 10 } },
    { follow: ['alerts'] },
  );
  return (
    <Panel
      title="Alerts"
      isFlush
      resource={alerts}
      skeleton={{ rows: 4 }}
      isEmpty={({ data }) => data.length === 0}
      empty={<Empty kind="all-well" title="No alert here" />}
    >
      {({ data }) => (
        <Table
          label="Alerts of the site"
          rows={data}
          rowKey={({ id }: Alert) => String(id)}
          href={({ id }) => keepRange(`/alerts/${id}`)}
          columns={[
            { name: 'what', title: 'What', cell: (alert) => alert.rule_name },
            { name: 'whom', title: 'About', isMinor: true, cell: (alert) => alert.subject },
            {
              name: 'state',
              title: 'State',
              cell: (alert) => <Tag tone={tones[alert.state]}>{alert.state}</Tag>,
            },
            {
              name: 'since',
              title: 'Since',
              isNumber: true,
              cell: (alert) => <Ago ms={Date.parse(alert.since)} />,
            },
          ]}
        />
      )}
    </Panel>
  );
}

function StatesOfSite({ siteId }: { readonly siteId: string }) {
  const { query } = useRange();
  const states = useRows<typeof deviceStateHistory>(
    'device-states',
    { ...query, site_id: siteId, limit: 20 },
    { follow: ['devices'] },
  );
  return (
    <Panel
      title="Changes of state"
      isFlush
      resource={states}
      skeleton={{ rows: 4 }}
      isEmpty={({ data }) => data.length === 0}
      empty={<Empty kind="all-well" title="No device changed its state in this range" />}
    >
      {({ data }) => (
        <Table
          label="Changes of state at the site"
          rows={data}
          rowKey={({ id }) => String(id)}
          href={({ device_id: id }) => keepRange(`/devices/${encodeURIComponent(id)}`)}
          columns={[
            { name: 'device', title: 'Device', cell: (row) => row.device_id },
            {
              name: 'state',
              title: 'Became',
              cell: (row) => <StatusMark status={row.new_state as Status} />,
            },
            { name: 'why', title: 'Why', isMinor: true, cell: (row) => row.reason ?? '–' },
            {
              name: 'when',
              title: 'When',
              isNumber: true,
              cell: (row) => <Ago ms={Date.parse(row.timestamp)} />,
            },
          ]}
        />
      )}
    </Panel>
  );
}

/** What went wrong at a site: alerts, and devices that changed their state. */
export function Incidents({ siteId }: { readonly siteId: string }) {
  return (
    <div class="grid-2">
      <AlertsOfSite siteId={siteId} />
      <StatesOfSite siteId={siteId} />
    </div>
  );
}
