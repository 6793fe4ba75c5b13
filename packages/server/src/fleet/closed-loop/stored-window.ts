import type { MetricStatistics, WindowSummary } from '../../query/index.ts';

/** A window in the history: as soon as the change is entered, its times; once measured, all of it. */
export interface StoredWindow {
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly reports?: number;
  readonly samples?: number;
  readonly metrics?: Readonly<Record<string, MetricStatistics>>;
}

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
}: WindowSummary): StoredWindow {
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

/** Reads one back; undefined where it was not measured yet. */
export function readWindow({
  from,
  to,
  reports,
  samples,
  metrics,
}: StoredWindow): WindowSummary | undefined {
  if (metrics === undefined) return undefined;
  return {
    fromMs: Date.parse(from),
    toMs: Date.parse(to),
    reports: reports ?? 0,
    samples: samples ?? 0,
    metrics,
  };
}
