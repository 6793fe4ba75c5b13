import { StatusCells } from '../../components/status-cells.tsx';
import type { Status } from '../../components/status-mark.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import { formatNumber } from '../../format/numbers.ts';
import { formatClock, formatDay, formatLength } from '../../time/format-time.ts';
import { isZone } from '../../time/zone.ts';
import { keepRange } from '../../url/keep-range.ts';
import type { Overview } from './overview.ts';
import '../../components/table.css';
import './fleet.css';

type Site = Overview['sites'][number];

const states: readonly Status[] = [
  'online',
  'degraded',
  'error',
  'offline',
  'maintenance',
  'unknown',
];

/** `open, closes 20:00` or `closed, opens Mon 08:00`, in the time of the site. */
function hoursOf({ is_open, next_open_at, next_close_at, timezone }: Site, nowMs: number): string {
  const next = is_open ? next_close_at : next_open_at;
  const word = is_open ? 'open' : 'closed';
  if (next === null || !isZone(timezone)) return word;
  const ms = Date.parse(next);
  const isSoon = ms - nowMs < 86_400_000;
  const when = `${isSoon ? '' : `${formatDay(ms, timezone, nowMs)} `}${formatClock(ms, timezone)}`;
  return `${word}, ${is_open ? 'closes' : 'opens'} ${when}`;
}

function shareOf({ transactions_per_hour, expected_per_hour }: Site): string {
  if (transactions_per_hour === null || !expected_per_hour) return '–';
  return `${Math.round((100 * transactions_per_hour) / expected_per_hour)} %`;
}

interface SiteRowProps {
  readonly site: Site;
  readonly nowMs: number;
  readonly isPlain: boolean;
}

function SiteRow({ site, nowMs, isPlain }: SiteRowProps) {
  const { site_id, name, is_open, devices, cells, transactions_per_hour } = site;
  return (
    <tr class={is_open ? '' : 'table-faded'}>
      <th scope="row" class="fleet-site">
        {isPlain ? (
          name
        ) : (
          <a href={keepRange(`/sites/${encodeURIComponent(site_id)}`)} class="table-link">
            {name}
          </a>
        )}
        <small>{hoursOf(site, nowMs)}</small>
      </th>
      <td>
        <StatusCells
          isFaded={!is_open}
          more={devices - cells.length}
          cells={cells.map(({ device_id, status, status_since }) => ({
            id: device_id,
            status,
            ...(isPlain ? {} : { href: keepRange(`/devices/${encodeURIComponent(device_id)}`) }),
            detail: `for ${formatLength(nowMs - Date.parse(status_since))}`,
          }))}
        />
      </td>
      <td class="num quiet table-minor">
        {transactions_per_hour === null || !is_open
          ? '–'
          : `${formatNumber(transactions_per_hour)} sales/h`}
      </td>
      <td class="num quiet table-minor fleet-share">{is_open ? shareOf(site) : '–'}</td>
    </tr>
  );
}

interface SiteMatrixProps {
  readonly overview: Overview;
  /** Without links: where nobody can press. */
  readonly isPlain?: boolean;
}

/** A square for each device, site by site. */
export function SiteMatrix({ overview, isPlain = false }: SiteMatrixProps) {
  const nowMs = Date.parse(overview.at);
  const others = overview.sites_total - overview.sites.length;
  return (
    <>
      <table class="table fleet-matrix">
        <caption class="sr-only">Sites with the states of their devices, the worst first</caption>
        <tbody>
          {overview.sites.map((site) => (
            <SiteRow key={site.site_id} site={site} nowMs={nowMs} isPlain={isPlain} />
          ))}
        </tbody>
      </table>
      <p class="fleet-key">
        {states.map((status) => (
          <span key={status} class="fleet-key-state">
            <StatusMark status={status} />
          </span>
        ))}
        <span>faded: closed</span>
        {others > 0 && !isPlain && (
          <a href={keepRange('/sites')}>{formatNumber(others)} more sites</a>
        )}
      </p>
    </>
  );
}
