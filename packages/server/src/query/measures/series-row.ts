import type { AlertMeasure, Provenance } from '@homepot/catalogue';
import type { Histogram } from '../../drain/index.ts';
import type { MovedDevices } from './moved-devices.ts';

/** What one minute brought of one subject. A subject may have several rows of a minute. */
export interface SeriesRow {
  /** Start of the minute, milliseconds since 1970. */
  readonly bucketMs: number;
  readonly provenance: Provenance;
  /** The subject by its dimensions. */
  readonly labels: Readonly<Record<string, string>>;
  readonly count: number;
  /** How many of them had a value, and its sum. */
  readonly measured: number;
  readonly sum: number;
  /** What the sum is divided by for a mean: `measured`, or the seconds for which a value stood. */
  readonly weight: number;
  /** How many of them are what a share counts. */
  readonly hits: number;
  readonly histogram?: Histogram | undefined;
}

/** Which minutes of a measure are read. */
export interface SeriesRequest {
  readonly measure: AlertMeasure;
  readonly filters: Readonly<Record<string, readonly string[]>>;
  readonly groupBy: readonly string[];
  readonly provenances: readonly Provenance[];
  /** Whole minutes, milliseconds since 1970; `toMs` exclusive. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Only devices of these sites, by name; for measures of devices. */
  readonly siteIds?: readonly string[] | undefined;
  /** What the looks before have left, for one who looks minute by minute; for transactions of devices. */
  readonly moved?: MovedDevices | undefined;
  /** For how long a stored measurement of a device stands at most, the snapshot interval. */
  readonly holdMs: number;
}

/** A row as SQL returns it. */
export interface StoredSeriesRow {
  readonly bucket: string;
  readonly provenance: Provenance;
  readonly count: number;
  readonly measured?: number | null;
  readonly sum?: number | null;
  readonly weight?: number | null;
  readonly hits?: number | null;
  readonly [dimension: string]: unknown;
}

/** Makes a row of what SQL returned. `labels` are the names of its dimensions. */
export function toSeriesRow(
  stored: StoredSeriesRow,
  labels: readonly string[],
  histogram?: Histogram,
): SeriesRow {
  const measured = stored.measured ?? stored.count;
  return {
    bucketMs: Date.parse(stored.bucket),
    provenance: stored.provenance,
    labels: Object.fromEntries(labels.map((name) => [name, String(stored[name] ?? '')])),
    count: stored.count,
    measured,
    sum: stored.sum ?? 0,
    weight: stored.weight ?? measured,
    hits: stored.hits ?? 0,
    histogram,
  };
}
