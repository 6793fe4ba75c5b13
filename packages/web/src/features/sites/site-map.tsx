import type { AnswerOf, readFleetMap } from '@homepot/catalogue';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { countOf } from '../../format/numbers.ts';
import { useResource } from '../../resources/use-resource.ts';
import { keepRange } from '../../url/keep-range.ts';
import { fitPlaces } from './map-view.ts';
import '../../components/status-cells.css';
import './sites.css';

type Point = AnswerOf<typeof readFleetMap>['data'][number];

const aspect = 1.6;
/** More names would lie on one another. */
const namesMax = 12;
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

function Positions({ points }: { readonly points: readonly Point[] }) {
  const places = points.map(({ latitude, longitude }) => ({
    latitude: latitude ?? 0,
    longitude: longitude ?? 0,
  }));
  const view = fitPlaces(places, aspect);
  const percent = (share: number): string => `${100 * share}%`;
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
      {points
        .map((point, index) => ({
          point,
          at: view.place(places[index] ?? { latitude: 0, longitude: 0 }),
        }))
        .toReversed()
        .map(({ point, at }) => (
          <a
            key={point.site_id}
            class={point.is_open ? '' : 'status-cells-faded'}
            style={
              at.x > 0.55
                ? {
                    right: percent(1 - at.x),
                    top: percent(at.y),
                    flexDirection: 'row-reverse',
                    transform: 'translate(12px, -12px)',
                  }
                : { left: percent(at.x), top: percent(at.y) }
            }
            title={inWords(point)}
            href={keepRange(`/sites/${encodeURIComponent(point.site_id)}`)}
          >
            <i
              class={`status-cells-cell status-cells-${point.worst ?? 'unknown'}`}
              aria-hidden="true"
            >
              {glyphs[point.worst ?? 'unknown']}
            </i>
            <span class={points.length > namesMax ? 'sr-only' : ''}>
              {points.length > namesMax ? inWords(point) : point.name}
            </span>
          </a>
        ))}
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
