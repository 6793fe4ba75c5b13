import { useEffect, useRef, useState } from 'preact/hooks';
import { formatWithUnit } from '../format/numbers.ts';
import { formatInstant } from '../time/format-time.ts';
import { useRange } from '../time/use-range.ts';
import { useZone } from '../time/use-zone.ts';
import type { Zone } from '../time/zone.ts';
import { ChartTable } from './chart-table.tsx';
import type { PlotHandle } from './plot.ts';
import type { Annotation, ChartData } from './series.ts';
import { speakLanguage } from './speak-language.ts';
import { summarise } from './summarise.ts';
import './chart.css';

interface ChartProps {
  readonly data: ChartData;
  /** What it shows, for readers: `API p95`. */
  readonly label: string;
  readonly unit?: string;
  readonly height?: number;
  /** One sentence that says the point; made from the first line where absent. */
  readonly summary?: string | undefined;
  readonly annotations?: readonly Annotation[];
  /** Charts with the same name move their cursors together. */
  readonly sync?: string;
  /** The zone of the site that the page is about. */
  readonly siteZone?: Zone;
  /** Whether the values axis begins at 0; true unless given. */
  readonly isFromZero?: boolean;
}

/** Draws with uPlot, which comes as a chunk of its own when the first chart is shown. */
function usePlot(props: ChartProps, zone: Zone) {
  const place = useRef<HTMLDivElement>(null);
  const [handle, setHandle] = useState<PlotHandle>();
  const [cursor, setCursor] = useState<number>();
  const [hasFailed, setFailed] = useState(false);
  const { fromMs, toMs, change } = useRange();
  const latest = useRef({ change });
  latest.current = { change };
  useEffect(() => {
    let made: PlotHandle | undefined;
    let isGone = false;
    speakLanguage();
    const draw = ({ createPlot }: typeof import('./plot.ts')): void => {
      if (isGone || place.current === null) return;
      made = createPlot(place.current, {
        height: props.height ?? 120,
        sync: props.sync,
        isFromZero: props.isFromZero ?? true,
        onCursor: setCursor,
        onZoom: (from, to) => latest.current.change({ kind: 'frozen', fromMs: from, toMs: to }),
      });
      setHandle(made);
    };
    import('./plot.ts').then(draw).catch(() => setFailed(true));
    return () => {
      isGone = true;
      made?.destroy();
    };
  }, [props.height, props.sync, props.isFromZero]);
  useEffect(() => {
    handle?.show({ ...props, fromMs, toMs, zone });
  }, [handle, props.data, props.annotations, fromMs, toMs, zone]);
  return { place, handle, cursor, hasFailed };
}

/** What stands under the cursor, in words. */
function pointInWords({ data, unit = '' }: ChartProps, at: number, zone: Zone): string {
  const ms = data.timesMs[at];
  if (ms === undefined) return '';
  const values = data.series.map(
    ({ name, values: all }) => `${name} ${formatWithUnit(all[at], unit)}`,
  );
  return `${formatInstant(ms, zone, Date.now())}: ${values.join(', ')}`;
}

/**
 * Lines over time. Dragging zooms, which the address keeps and Back undoes; arrows move a cursor; a
 * sentence says the point, and everything can be seen as a table.
 */
export function Chart(props: ChartProps) {
  const { data, label, unit = '', height = 120, annotations = [] } = props;
  const { zone } = useZone(props.siteZone);
  const { place, handle, cursor, hasFailed } = usePlot(props, zone);
  const [isAskedFor, setTable] = useState(false);
  // Where nothing can be drawn, the numbers are still there.
  const isTable = isAskedFor || hasFailed;
  const nowMs = Date.now();
  const summary =
    props.summary ??
    summarise(data, {
      value: (value) => formatWithUnit(value, unit),
      time: (ms) => formatInstant(ms, zone, nowMs),
    });
  const press = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    handle?.moveCursor(step * (event.shiftKey ? 10 : 1));
  };
  return (
    <figure class="chart">
      {isTable ? (
        <ChartTable data={data} label={label} unit={unit} zone={zone} />
      ) : (
        <div
          ref={place}
          class="chart-place"
          style={{ height: `${height}px` }}
          role="slider"
          tabIndex={0}
          aria-label={`${label}: ${summary}`}
          aria-valuemin={0}
          aria-valuemax={Math.max(data.timesMs.length - 1, 0)}
          aria-valuenow={cursor ?? 0}
          aria-valuetext={cursor === undefined ? summary : pointInWords(props, cursor, zone)}
          onKeyDown={press}
        />
      )}
      <figcaption class="chart-foot">
        <span>{cursor === undefined || isTable ? summary : pointInWords(props, cursor, zone)}</span>
        <button type="button" onClick={() => setTable(!isTable)}>
          {isTable ? 'as chart' : 'as table'}
        </button>
      </figcaption>
      {annotations.length > 0 && (
        <ul class="sr-only">
          {annotations.map(({ fromMs, label: words }) => (
            <li key={`${fromMs} ${words}`}>
              {formatInstant(fromMs, zone, nowMs)}: {words}
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}
