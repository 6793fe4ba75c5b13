import type { AnswerOf, readFleetMap } from '@homepot/catalogue';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { countOf } from '../../format/numbers.ts';
import { useResource } from '../../resources/use-resource.ts';
import { keepRange } from '../../url/keep-range.ts';
import { fitPlaces, heapUp, namesThatFit } from './map-view.ts';
import '../../components/status-cells.css';
import './sites.css';

type Point = AnswerOf<typeof readFleetMap>['data'][number];

const aspect = 1.6;
const glyphs: Readonly<Record<string, string>> = {
  online: '',
  degraded: '!',
  error: '×',
  offline: '–',
  maintenance: 'm',
  unknown: '?',
};

function inWords({ name, is_open, worst, devices, alerts }: Point): string {
  const state = worst === null ? 'no devices' : `${countOf(devices, 'device')}, worst ${worst}`;
  return [name, is_open ? 'open' : 'closed', state, alerts > 0 ? countOf(alerts, 'alert') : '']
    .filter((part) => part !== '')
    .join(', ');
}

const percent = (share: number): string => `${100 * share}%`;

/** To the right of this, names stand at the left of their point. */
const turnFrom = 0.55;

interface DotProps {
  readonly point: Point;
  readonly at: { readonly x: number; readonly y: number };
  /** Names of sites that lie so near that they are told with it; they are no worse off. */
  readonly others: readonly string[];
  readonly isNamed: boolean;
}

function Dot({ point, at, others, isNamed }: DotProps) {
  const state = point.worst ?? 'unknown';
  const style =
    at.x > turnFrom
      ? {
          right: percent(1 - at.x),
          top: percent(at.y),
          flexDirection: 'row-reverse' as const,
          transform: 'translate(12px, -12px)',
        }
      : { left: percent(at.x), top: percent(at.y) };
  return (
    <a
      class={point.is_open ? '' : 'status-cells-faded'}
      style={style}
      title={[inWords(point), ...others].join('; ')}
      href={keepRange(`/sites/${encodeURIComponent(point.site_id)}`)}
    >
      <i class={`status-cells-cell status-cells-${state}`} aria-hidden="true">
        {glyphs[state]}
      </i>
      <span class={isNamed ? '' : 'sr-only'}>
        {point.name}
        {others.length > 0 && ` +${others.length}`}
      </span>
      <span class="sr-only">{inWords(point).slice(point.name.length)}</span>
    </a>
  );
}

function Positions({ points }: { readonly points: readonly Point[] }) {
  const places = points.map(({ latitude, longitude }) => ({
    latitude: latitude ?? 0,
    longitude: longitude ?? 0,
  }));
  const view = fitPlaces(places, aspect);
  const placed = places.map(view.place);
  const heaps = heapUp(placed).map(([first, ...others]) => ({
    at: placed[first] ?? { x: 0, y: 0 },
    point: points[first],
    others: others.map((index) => points[index]?.name ?? ''),
  }));
  const named = namesThatFit(heaps.map(({ at }) => at));
  return (
    <div class="sites-map">
      <svg width="100%" height="100%" aria-hidden="true">
        {view.meridians.map(({ at, label }) => (
          <g key={label}>
            <line x1={percent(at)} x2={percent(at)} y2="100%" />
            <text x={percent(at)} y="100%" dx="3" dy="-4">
              {label}
            </text>
          </g>
        ))}
        {view.parallels.map(({ at, label }) => (
          <g key={label}>
            <line y1={percent(at)} y2={percent(at)} x2="100%" />
            <text x="3" y={percent(at)} dy="-3">
              {label}
            </text>
          </g>
        ))}
      </svg>
      {/* The worst come first in the list, and lie on top of the others. */}
      {heaps
        .map(({ point, at, others }, index) =>
          point === undefined ? null : (
            <Dot
              key={point.site_id}
              point={point}
              at={at}
              others={others}
              isNamed={named[index] === true}
            />
          ),
        )
        .toReversed()}
    </div>
  );
}

/** Where the sites lie, drawn from their positions alone: north is up, and nothing is asked of the internet. */
export function SiteMap() {
  const map = useResource<typeof readFleetMap>(
    '/api/v1/fleet/map',
    {},
    { follow: ['devices', 'alerts'], pauseSeconds: 5, everySeconds: 60 },
  );
  return (
    <Panel
      title="Where they lie"
      resource={map}
      skeleton={{ height: 260 }}
      isEmpty={({ data }) => data.length === 0}
      empty={
        <Empty kind="nothing-sent" title="No site has a position">
          Give one its latitude and longitude.
        </Empty>
      }
    >
      {({ data, without_position: others }) => (
        <>
          <Positions points={data} />
          {others > 0 && <p class="faint">{countOf(others, 'site')} without a position</p>}
        </>
      )}
    </Panel>
  );
}
