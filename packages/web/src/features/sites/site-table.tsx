import type { AnswerOf, listFleetSites } from '@homepot/catalogue';
import { StatusMark } from '../../components/status-mark.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { formatNumber } from '../../format/numbers.ts';
import { keepRange } from '../../url/keep-range.ts';
import { localTime, nextInWords, shareOf } from './site-words.ts';

export type FleetSite = AnswerOf<typeof listFleetSites>['data'][number];

/** States that are told beside the number of those that are well, the worst first. */
const told = ['error', 'offline', 'degraded', 'maintenance', 'unknown'] as const;

function Up({ site: { devices, by_status: counts } }: { readonly site: FleetSite }) {
  const others = told.filter((state) => counts[state] > 0);
  return (
    <span class="row">
      <span>
        {formatNumber(counts.online)} of {formatNumber(devices)}
      </span>
      {others.map((state) => (
        <StatusMark key={state} status={state} label={`${counts[state]} ${state}`} />
      ))}
    </span>
  );
}

function Sold({ site }: { readonly site: FleetSite }) {
  const share = shareOf(site.transactions_per_hour, site.expected_per_hour);
  if (site.transactions_per_hour === null) return <>–</>;
  return (
    <>
      {formatNumber(site.transactions_per_hour)} an hour
      {share !== undefined && <small>{share} % of expected</small>}
    </>
  );
}

interface SiteTableProps {
  readonly sites: readonly FleetSite[];
  readonly nowMs: number;
}

/** Sites with how they fare, a line each. */
export function SiteTable({ sites, nowMs }: SiteTableProps) {
  return (
    <Table
      label="Sites, the worst first"
      rows={sites}
      rowKey={({ site_id }) => site_id}
      href={({ site_id }) => keepRange(`/sites/${encodeURIComponent(site_id)}`)}
      isFaded={({ is_open }) => !is_open}
      columns={[
        { name: 'name', title: 'Site', cell: ({ name }) => name },
        {
          name: 'now',
          title: 'Now',
          cell: (site) => (
            <>
              <Tag tone={site.is_open ? 'ok' : 'off'}>{site.is_open ? 'open' : 'closed'}</Tag>
              <small>{nextInWords(site, nowMs)}</small>
            </>
          ),
        },
        {
          name: 'time',
          title: 'There',
          isNumber: true,
          isMinor: true,
          cell: ({ timezone }) => localTime(timezone, nowMs),
        },
        { name: 'devices', title: 'Devices online', cell: (site) => <Up site={site} /> },
        {
          name: 'alerts',
          title: 'Alerts',
          isNumber: true,
          cell: ({ alerts }) => (alerts === 0 ? '0' : <b class="t-bad">{formatNumber(alerts)}</b>),
        },
        {
          name: 'sold',
          title: 'Sales',
          isNumber: true,
          isMinor: true,
          cell: (site) => <Sold site={site} />,
        },
      ]}
    />
  );
}
