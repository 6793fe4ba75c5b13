import type { DeviceState } from '@homepot/catalogue';
import type { Tone } from '../../components/tag.tsx';
import type { Tile } from '../../components/tiles.tsx';
import { Tiles } from '../../components/tiles.tsx';
import { formatNumber } from '../../format/numbers.ts';
import { formatInstant } from '../../time/format-time.ts';
import { useZone } from '../../time/use-zone.ts';
import type { Zone } from '../../time/zone.ts';
import { keepRange } from '../../url/keep-range.ts';
import type { Overview } from './overview.ts';

const states = [
  ['degraded', 'degraded', 'warn'],
  ['error', 'in error', 'bad'],
  ['offline', 'offline', 'off'],
] as const satisfies readonly (readonly [DeviceState, string, Tone])[];

const listOf = (status: DeviceState): string => keepRange(`/devices?status=${status}`);

/** What puts the number of devices in a state into proportion: how many more, since when. */
function detailOf({ devices }: Overview, status: (typeof states)[number][0], zone: Zone): string {
  const oldest = devices.oldest[status];
  if (devices.by_status[status] === 0 || oldest === null) return '';
  const more = devices.last_hour[status];
  return more > 0
    ? `${formatNumber(more)} within 1 h`
    : `since ${formatInstant(Date.parse(oldest), zone, Date.now())}`;
}

function stateTiles(overview: Overview, zone: Zone): readonly Tile[] {
  const { total, by_status } = overview.devices;
  return [
    {
      value: formatNumber(by_status.online),
      label: 'online',
      detail: `of ${formatNumber(total)}`,
      href: listOf('online'),
    },
    ...states.map(([status, label, tone]) => ({
      value: formatNumber(by_status[status]),
      label,
      detail: detailOf(overview, status, zone),
      ...(by_status[status] > 0 ? { tone } : {}),
      href: listOf(status),
    })),
  ];
}

function salesTile({ transactions }: Overview): Tile {
  const { per_hour, expected_per_hour } = transactions;
  const share =
    per_hour !== null && expected_per_hour
      ? Math.round((100 * per_hour) / expected_per_hour)
      : undefined;
  return {
    value: formatNumber(per_hour),
    label: 'sales / h',
    detail: share === undefined ? '' : `${share} % of expected`,
    href: keepRange('/sites'),
  };
}

function jobsTile({ jobs }: Overview): Tile {
  const { open, targets, verified } = jobs;
  return {
    value: formatNumber(open),
    label: open === 1 ? 'job under way' : 'jobs under way',
    detail: open === 0 ? '' : `${formatNumber(verified)} of ${formatNumber(targets)} verified`,
    href: keepRange('/jobs'),
  };
}

const waiting: readonly Tile[] = [
  'online',
  'degraded',
  'in error',
  'offline',
  'sales / h',
  'jobs',
].map((label) => ({ label, value: '–', detail: '' }));

interface FleetTilesProps {
  readonly overview: Overview | undefined;
  /** Without links: where nobody can press. */
  readonly isPlain?: boolean;
}

/** The numbers that say whether anything is wrong; each leads to what it counts. */
export function FleetTiles({ overview, isPlain = false }: FleetTilesProps) {
  const { zone } = useZone();
  const linked =
    overview === undefined
      ? waiting
      : [...stateTiles(overview, zone), salesTile(overview), jobsTile(overview)];
  const tiles = isPlain ? linked.map((tile) => ({ ...tile, href: undefined })) : linked;
  return <Tiles label="The fleet in numbers" tiles={tiles} />;
}
