import type { PerformanceWindow } from '@homepot/catalogue';
import type { MetricStatistics, WindowSummary } from '../../query/index.ts';

/** Six digits say all that is known. */
const short = (value: number): number => Number(value.toPrecision(6));

const shorten = <Shape extends object>(shape: Shape): Shape =>
  Object.fromEntries(
    Object.entries(shape).map(([name, value]) => [
      name,
      typeof value === 'number' ? short(value) : value,
    ]),
  ) as Shape;

/** Numbers in an object with no more digits than they are good for. */
export const withoutNoise = shorten;

/** Writes a window for the history. */
export function writeWindow({
  fromMs,
  toMs,
  reports,
  samples,
  metrics,
}: WindowSummary): PerformanceWindow {
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    reports,
    samples,
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([name, statistics]) => [name, shorten(statistics)]),
    ),
  };
}

type StoredFigures = NonNullable<PerformanceWindow['metrics']>[string];

/** What the wire leaves open is what the rest says of it; the house itself writes all of it. */
const complete = (figures: StoredFigures): MetricStatistics => ({
  ...figures,
  effective: figures.effective ?? figures.samples,
  level: figures.level ?? figures.mean,
  mad: figures.mad ?? figures.sd,
});

/** Reads one back; undefined where it was not measured yet. */
export function readWindow({
  from,
  to,
  reports,
  samples,
  metrics,
}: PerformanceWindow): WindowSummary | undefined {
  if (metrics === undefined) return undefined;
  return {
    fromMs: Date.parse(from),
    toMs: Date.parse(to),
    reports: reports ?? 0,
    samples: samples ?? 0,
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([name, figures]) => [name, complete(figures)]),
    ),
  };
}
