import UPlot from 'uplot';
import type { PlotOptions, Shown } from './plot-options.ts';
import { plotOptions } from './plot-options.ts';
import type { ChartData, Series } from './series.ts';
import { thin } from './thin.ts';

/** A chart that is drawn. */
export interface PlotHandle {
  show(shown: Shown): void;
  /** Moves the cursor by so many points that are drawn. */
  moveCursor(points: number): void;
  destroy(): void;
}

type Columns = [number[], ...(number | null)[][]];

/** A line, or a line with its band: three columns. */
const columnsOf = ({ values, band }: Series): (number | null)[][] =>
  band === undefined ? [[...values]] : [[...values], [...band[0]], [...band[1]]];

const toColumns = (data: ChartData): UPlot.AlignedData =>
  [data.timesMs.map((ms) => ms / 1_000), ...data.series.flatMap(columnsOf)] as Columns;

/** Which lines there are: as long as they are the same, only their values are changed. */
const shapeOf = ({ series }: ChartData): string =>
  JSON.stringify(series.map(({ tone, band, isDashed }) => [tone, band !== undefined, isDashed]));

const widthMin = 40;

/** Draws lines over time into an element, in its width, again when that changes or the colours do. */
export function createPlot(place: HTMLElement, options: PlotOptions): PlotHandle {
  let shown: Shown | undefined;
  let drawn: ChartData = { timesMs: [], series: [] };
  let plot: UPlot | undefined;
  let shape = '';

  const tellCursor = (self: UPlot): void => {
    const ms = drawn.timesMs[self.cursor.idx ?? -1];
    options.onCursor(ms === undefined ? undefined : shown?.data.timesMs.indexOf(ms));
  };
  const draw = (current: Shown): void => {
    drawn = thin(current.data, place.clientWidth || 400);
    if (plot !== undefined && shapeOf(drawn) === shape) {
      plot.setData(toColumns(drawn));
      return;
    }
    plot?.destroy();
    shape = shapeOf(drawn);
    const shownNow = () => shown ?? current;
    const made = plotOptions(place, options, shownNow, drawn.series, tellCursor);
    plot = new UPlot(made, toColumns(drawn), place);
  };
  const resized = new ResizeObserver(() => {
    if (plot === undefined || shown === undefined || plot.width === place.clientWidth) return;
    plot.setSize({ width: Math.max(place.clientWidth, widthMin), height: options.height });
    draw(shown);
  });
  resized.observe(place);
  const recolour = () => plot?.redraw(false);
  const themed = new MutationObserver(recolour);
  themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', recolour);
  return {
    show(next) {
      shown = next;
      draw(next);
    },
    moveCursor(points) {
      if (plot === undefined) return;
      const last = drawn.timesMs.length - 1;
      const at = Math.min(Math.max((plot.cursor.idx ?? last + 1) + points, 0), last);
      plot.setCursor({ left: plot.valToPos((drawn.timesMs[at] ?? 0) / 1_000, 'x'), top: 10 });
    },
    destroy() {
      resized.disconnect();
      themed.disconnect();
      system.removeEventListener('change', recolour);
      plot?.destroy();
    },
  };
}
