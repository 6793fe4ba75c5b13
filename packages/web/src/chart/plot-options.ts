import type UPlot from 'uplot';
import type { Zone } from '../time/zone.ts';
import { colourOf, fontOf } from './colours.ts';
import { drawAnnotations } from './draw-annotations.ts';
import type { Annotation, ChartData, Series } from './series.ts';
import { tickText } from './tick-text.ts';

/** How a chart is drawn, and who is told what is done with it. */
export interface PlotOptions {
  readonly height: number;
  readonly sync: string | undefined;
  readonly isFromZero: boolean;
  /** The place of the point under the cursor in the data that are shown; undefined where there is none. */
  onCursor(at: number | undefined): void;
  /** Somebody drew a range, milliseconds since 1970. */
  onZoom(fromMs: number, toMs: number): void;
}

/** What a chart shows now. */
export interface Shown {
  readonly data: ChartData;
  readonly fromMs: number;
  readonly toMs: number;
  readonly zone: Zone;
  readonly unit?: string;
  readonly annotations?: readonly Annotation[];
}

const lineWidth = 1.5;

function linesOf(series: readonly Series[]): Pick<UPlot.Options, 'series' | 'bands'> {
  const lines: UPlot.Series[] = [{}];
  const bands: UPlot.Band[] = [];
  for (const { tone = 'accent', band, isDashed = false } of series) {
    lines.push({
      stroke: () => colourOf(tone),
      width: lineWidth,
      points: { size: 4 },
      ...(isDashed ? { dash: [4, 4] } : {}),
    });
    if (band === undefined) continue;
    const edge = { stroke: 'transparent', width: 0, points: { show: false } };
    lines.push(edge, { ...edge });
    const fill = () => `${colourOf(tone)}22`;
    bands.push({ series: [lines.length - 1, lines.length - 2], fill });
  }
  return { series: lines, bands };
}

/** A share cannot be more than all. */
const roofOf = (unit: string | undefined, greatest: number, room: number): number =>
  unit === '%' && greatest <= 100 ? Math.min(100, greatest + room) : greatest + room;

const scaleOf = (isFromZero: boolean, unitNow: () => string | undefined): UPlot.Scale => ({
  range: (_plot, least, greatest) => {
    if (least === null || greatest === null) return [0, 1];
    const low = isFromZero ? Math.min(0, least) : least;
    const room = (greatest - low || Math.abs(greatest) || 1) * 0.12;
    return [isFromZero && low === 0 ? 0 : low - room, roofOf(unitNow(), greatest, room)];
  },
});

/** A number of an axis: `1.2k`, `3M`. */
function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return `${+(value / 1e6).toPrecision(3)}M`;
  if (size >= 1e4) return `${+(value / 1e3).toPrecision(3)}k`;
  return String(+value.toPrecision(4));
}

function axesOf(place: HTMLElement, shownNow: () => Shown): UPlot.Axis[] {
  const axis: UPlot.Axis = {
    font: fontOf(place),
    grid: { stroke: () => colourOf('line'), width: 1 },
    ticks: { show: false },
    stroke: () => colourOf('text3'),
  };
  const writeTimes = (_plot: UPlot, splits: number[]): string[] => {
    const { zone, fromMs, toMs } = shownNow();
    return splits.map((seconds) => tickText(seconds * 1_000, zone, toMs - fromMs));
  };
  return [
    { ...axis, size: 20, gap: 3, space: 64, grid: { show: false }, values: writeTimes },
    {
      ...axis,
      size: 44,
      gap: 4,
      space: 22,
      values: (_plot, splits) => splits.map(shortNumber),
    },
  ];
}

/** What uPlot is made with; `shownNow` tells what is to be shown whenever it is asked. */
export function plotOptions(
  place: HTMLElement,
  { height, sync, isFromZero, onZoom }: PlotOptions,
  shownNow: () => Shown,
  series: readonly Series[],
  onCursor: (plot: UPlot) => void,
): UPlot.Options {
  const select = (plot: UPlot): void => {
    const { left, width } = plot.select;
    if (width < 4) return;
    onZoom(plot.posToVal(left, 'x') * 1_000, plot.posToVal(left + width, 'x') * 1_000);
    plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
  };
  return {
    width: Math.max(place.clientWidth, 40),
    height,
    padding: [6, 16, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 6 },
      drag: { x: true, y: false, setScale: false },
      ...(sync === undefined ? {} : { sync: { key: sync } }),
    },
    scales: {
      x: { range: () => [shownNow().fromMs / 1_000, shownNow().toMs / 1_000] },
      y: scaleOf(isFromZero, () => shownNow().unit),
    },
    ...linesOf(series),
    axes: axesOf(place, shownNow),
    hooks: {
      drawClear: [(plot) => drawAnnotations(plot, shownNow().annotations ?? [])],
      setCursor: [onCursor],
      setSelect: [select],
    },
  };
}
