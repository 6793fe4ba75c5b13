import type { AlertMeasure, AlertTake, Provenance } from '@homepot/catalogue';
import { createHistogram, mergeHistogram, readQuantile } from '../../drain/index.ts';
import type { SeriesRow } from './series-row.ts';

/** What a measure is of. */
export interface Subject {
  readonly provenance: Provenance;
  readonly labels: Readonly<Record<string, string>>;
}

/** What a measure says of a subject; `value` is undefined where nothing was counted. */
export interface Observation extends Subject {
  /** The subject as one text: see `subjectKeyOf`. */
  readonly key: string;
  readonly value: number | undefined;
  readonly count: number;
}

export interface WindowOptions {
  readonly windowMs: number;
  /** For how long before the window a subject is remembered of which nothing is in it. */
  readonly lookBackMs: number;
  /** A subject that is there even when nothing was ever counted of it. */
  readonly always?: Subject | undefined;
}

/** The minutes of a measure as they pass by. */
export interface SlidingWindow {
  /** Rows in the order of time, of minutes before the one that is asked about next. */
  add(rows: readonly SeriesRow[]): void;
  /** What the measure says of the window that ends at a minute; minutes only go forward. */
  at(endMs: number): readonly Observation[];
}

interface Held extends Subject {
  readonly rows: SeriesRow[];
}

const minuteMs = 60_000;

const sumOf = (
  rows: readonly SeriesRow[],
  name: 'count' | 'measured' | 'sum' | 'weight' | 'hits',
): number => rows.reduce((sum, row) => sum + row[name], 0);

function p95Of(rows: readonly SeriesRow[]): number | undefined {
  const merged = createHistogram();
  for (const { histogram } of rows) if (histogram !== undefined) mergeHistogram(merged, histogram);
  return readQuantile(merged, 0.95);
}

/** A number of rows as what a measure takes of them. */
function takeOf({ source }: AlertMeasure): AlertTake {
  if (source.kind === 'rollup') return source.take;
  return source.kind === 'closed_activity' ? 'count' : 'mean';
}

/** Value and count of the rows of one window. */
function numbersOf(take: AlertTake, rows: readonly SeriesRow[], windowMs: number) {
  const count = sumOf(rows, 'count');
  if (take === 'count') return { value: count, count };
  if (take === 'rate') return { value: count / (windowMs / minuteMs), count };
  if (take === 'share') {
    return { value: count === 0 ? undefined : (100 * sumOf(rows, 'hits')) / count, count };
  }
  const measured = sumOf(rows, 'measured');
  if (measured === 0) return { value: undefined, count: 0 };
  const value = take === 'p95' ? p95Of(rows) : sumOf(rows, 'sum') / sumOf(rows, 'weight');
  return { value, count: measured };
}

/** A subject as one text that no two subjects of a measure share. */
export const subjectKeyOf = ({ provenance, labels }: Subject): string =>
  JSON.stringify([provenance, ...Object.values(labels)]);

/**
 * Creates a window that slides over the minutes of a measure. What it says of a window depends on the
 * rows of that window alone, so that it makes no difference whether they were read for it or are left
 * over from the one before.
 */
export function createSlidingWindow(measure: AlertMeasure, options: WindowOptions): SlidingWindow {
  const { windowMs, lookBackMs, always } = options;
  const take = takeOf(measure);
  const held = new Map<string, Held>();
  if (always !== undefined) held.set(subjectKeyOf(always), { ...always, rows: [] });

  function observe(key: string, subject: Held, endMs: number): Observation | undefined {
    const { rows, provenance, labels } = subject;
    const old = rows.findIndex(({ bucketMs }) => bucketMs >= endMs - windowMs - lookBackMs);
    if (old === -1) rows.length = 0;
    else if (old > 0) rows.splice(0, old);
    const isAlways = always !== undefined && key === subjectKeyOf(always);
    if (rows.length === 0 && !isAlways) {
      held.delete(key);
      return undefined;
    }
    const inside = rows.filter(({ bucketMs }) => bucketMs >= endMs - windowMs);
    return { key, provenance, labels, ...numbersOf(take, inside, windowMs) };
  }

  return {
    add(rows) {
      for (const row of rows) {
        const key = subjectKeyOf(row);
        const subject = held.get(key);
        if (subject !== undefined) subject.rows.push(row);
        else held.set(key, { provenance: row.provenance, labels: row.labels, rows: [row] });
      }
    },
    at: (endMs) => [...held].flatMap(([key, subject]) => observe(key, subject, endMs) ?? []),
  };
}
