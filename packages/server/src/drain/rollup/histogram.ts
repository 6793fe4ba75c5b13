import { callerLimits, histogramRelativeError } from '@homepot/catalogue';

/**
 * A histogram whose buckets grow by a constant factor. Bucket i holds the values from gamma^(i-1)
 * to gamma^i, with gamma = (1 + e) / (1 - e); the number 2 gamma^i / (gamma + 1) is then within e of
 * everything in it. Two histograms are merged by adding their counts, so hours make days and
 * writers make a whole, with the same error; a percentile itself cannot be merged.
 *
 * Values nearer to zero than 1e-9 count as zero; none is greater than `numberMagnitudeMax`. That
 * leaves at most 2,246 buckets for each sign, which bounds memory and size.
 */
const gamma = (1 + histogramRelativeError) / (1 - histogramRelativeError);
const bucketsPerUnitOfLog = 1 / Math.log(gamma);
const magnitudeMin = 1e-9;
const magnitudeMax = callerLimits.numberMagnitudeMax;

/** The bucket of a positive value. */
const bucketOf = (value: number): number =>
  Math.ceil(Math.log(Math.min(value, magnitudeMax)) * bucketsPerUnitOfLog);

/** The number that stands for all values of a bucket. */
const middleOf = (bucket: number): number => (2 * gamma ** bucket) / (gamma + 1);

/** The least and the greatest number of a bucket. */
export const bucketMin: number = bucketOf(magnitudeMin);
export const bucketMax: number = bucketOf(magnitudeMax);

/** Counts of adjacent buckets; `counts[0]` belongs to bucket `first`. */
export interface Buckets {
  first: number;
  counts: Float64Array;
}

/** How many values fell where. Change it through the functions of this file only. */
export interface Histogram {
  zeros: number;
  readonly positive: Buckets;
  readonly negative: Buckets;
}

const createBuckets = (): Buckets => ({ first: 0, counts: new Float64Array(0) });

/** Creates an empty histogram. */
export function createHistogram(): Histogram {
  return { zeros: 0, positive: createBuckets(), negative: createBuckets() };
}

/** Buckets that are made beyond the one asked for, so that growing is rare: as many as half of what there is. */
const growthBucketsMin = 16;

function cover(buckets: Buckets, from: number, to: number): void {
  const { first, counts } = buckets;
  const empty = counts.length === 0;
  const growthBuckets = Math.max(growthBucketsMin, counts.length >> 1);
  const low = Math.max(bucketMin, Math.min(from - growthBuckets, empty ? from : first));
  const high = Math.min(
    bucketMax,
    Math.max(to + growthBuckets, empty ? to : first + counts.length - 1),
  );
  const grown = new Float64Array(high - low + 1);
  if (!empty) grown.set(counts, first - low);
  buckets.first = low;
  buckets.counts = grown;
}

/** Adds `count` to one bucket. The bucket must lie between `bucketMin` and `bucketMax`. */
export function addToBucket(buckets: Buckets, bucket: number, count: number): void {
  let place = bucket - buckets.first;
  if (place < 0 || place >= buckets.counts.length) {
    cover(buckets, bucket, bucket);
    place = bucket - buckets.first;
  }
  buckets.counts[place] = (buckets.counts[place] ?? 0) + count;
}

/** Adds one value, which must be finite. */
export function addToHistogram(histogram: Histogram, value: number): void {
  if (value >= magnitudeMin) addToBucket(histogram.positive, bucketOf(value), 1);
  else if (value <= -magnitudeMin) addToBucket(histogram.negative, bucketOf(-value), 1);
  else histogram.zeros += 1;
}

function mergeBuckets(into: Buckets, from: Buckets): void {
  if (from.counts.length === 0) return;
  const last = from.first + from.counts.length - 1;
  const covered =
    into.counts.length > 0 && into.first <= from.first && into.first + into.counts.length > last;
  if (!covered) cover(into, from.first, last);
  const shift = from.first - into.first;
  // By place and not by iterator: this is where the time of merging goes.
  for (let place = 0; place < from.counts.length; place += 1) {
    const count = from.counts[place] ?? 0;
    if (count > 0) into.counts[place + shift] = (into.counts[place + shift] ?? 0) + count;
  }
}

/** Adds all values of `from` to `into`. */
export function mergeHistogram(into: Histogram, from: Histogram): void {
  into.zeros += from.zeros;
  mergeBuckets(into.positive, from.positive);
  mergeBuckets(into.negative, from.negative);
}

function sumOf(counts: Float64Array): number {
  let sum = 0;
  for (let place = 0; place < counts.length; place += 1) sum += counts[place] ?? 0;
  return sum;
}

/** How many values a histogram holds. */
export function countHistogram(histogram: Histogram): number {
  return histogram.zeros + sumOf(histogram.positive.counts) + sumOf(histogram.negative.counts);
}

/** The bucket in which the value of that rank (from 1) lies, counted from below. */
function bucketAt(buckets: Buckets, rank: number): number {
  let passed = 0;
  for (let place = 0; place < buckets.counts.length; place += 1) {
    passed += buckets.counts[place] ?? 0;
    if (passed >= rank) return buckets.first + place;
  }
  return buckets.first + buckets.counts.length - 1;
}

function valueAt(histogram: Histogram, rank: number): number {
  const below = sumOf(histogram.negative.counts);
  if (rank <= below) return -middleOf(bucketAt(histogram.negative, below - rank + 1));
  if (rank <= below + histogram.zeros) return 0;
  return middleOf(bucketAt(histogram.positive, rank - below - histogram.zeros));
}

/** The least and greatest value, where they are known. */
export interface Bounds {
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * The quantile `p` (0 to 1) as percentile_disc of SQL defines it: the least value that at least
 * that share of the values does not exceed. Within `histogramRelativeError` of the exact one; with
 * `bounds` never outside them. Undefined when there are no values.
 */
export function readQuantile(histogram: Histogram, p: number, bounds?: Bounds): number | undefined {
  const count = countHistogram(histogram);
  if (count === 0) return undefined;
  const rank = Math.min(count, Math.max(1, Math.ceil(p * count)));
  const value = valueAt(histogram, rank);
  return bounds === undefined ? value : Math.min(bounds.maximum, Math.max(bounds.minimum, value));
}

/**
 * How many values lie in each band; `bounds` are the upper bounds of all but the last one, ascending.
 * A value within `histogramRelativeError` of a bound may be counted in the band beside it.
 */
export function countByBand(histogram: Histogram, bounds: readonly number[]): number[] {
  const bands = new Array<number>(bounds.length + 1).fill(0);
  const add = (value: number, count: number): void => {
    const place = bounds.findIndex((bound) => value <= bound);
    const band = place === -1 ? bounds.length : place;
    bands[band] = (bands[band] ?? 0) + count;
  };
  const { negative, positive, zeros } = histogram;
  add(0, zeros);
  negative.counts.forEach((count, place) => {
    if (count > 0) add(-middleOf(negative.first + place), count);
  });
  positive.counts.forEach((count, place) => {
    if (count > 0) add(middleOf(positive.first + place), count);
  });
  return bands;
}
