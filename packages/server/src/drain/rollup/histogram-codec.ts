import type { Buckets, Histogram } from './histogram.ts';
import { addToBucket, bucketMax, bucketMin, createHistogram } from './histogram.ts';
import type { VarintSource } from './varint.ts';
import { appendVarint, readVarint } from './varint.ts';

/**
 * The form of a histogram in the database. All numbers are varints:
 *
 *   version, zeros, positive buckets, negative buckets
 *
 * and buckets are the number of filled ones, then for each filled one, in ascending order, the
 * distance to the one before (to `bucketMin` for the first) and its count. The version stands for
 * the width of the buckets too: another relative error is another version.
 */
const version = 1;

function appendBuckets(bytes: number[], { first, counts }: Buckets): void {
  let filled = 0;
  for (const count of counts) if (count > 0) filled += 1;
  appendVarint(bytes, filled);
  let before = bucketMin;
  for (let place = 0; place < counts.length; place += 1) {
    const count = counts[place] ?? 0;
    if (count === 0) continue;
    appendVarint(bytes, first + place - before);
    appendVarint(bytes, count);
    before = first + place;
  }
}

/** The bytes of a histogram. Histograms of the same values have the same bytes. */
export function encodeHistogram(histogram: Histogram): Buffer {
  const bytes: number[] = [];
  appendVarint(bytes, version);
  appendVarint(bytes, histogram.zeros);
  appendBuckets(bytes, histogram.positive);
  appendBuckets(bytes, histogram.negative);
  return Buffer.from(bytes);
}

function readBuckets(source: VarintSource, buckets: Buckets): void {
  let bucket = bucketMin;
  let { first, counts } = buckets;
  for (let left = readVarint(source); left > 0; left -= 1) {
    bucket += readVarint(source);
    if (bucket > bucketMax) throw new RangeError('a bucket lies outside the histogram');
    const count = readVarint(source);
    const place = bucket - first;
    // Almost every bucket is there already, and this is where the time of a metric goes.
    if (place >= 0 && place < counts.length) {
      counts[place] = (counts[place] as number) + count;
      continue;
    }
    addToBucket(buckets, bucket, count);
    ({ first, counts } = buckets);
  }
}

function readInto(source: VarintSource, histogram: Histogram): void {
  const found = readVarint(source);
  if (found !== version) throw new RangeError(`histogram version ${found} is not known`);
  histogram.zeros += readVarint(source);
  readBuckets(source, histogram.positive);
  readBuckets(source, histogram.negative);
}

/** The histogram that `encodeHistogram` wrote. Throws a RangeError when the bytes are no such. */
export function decodeHistogram(bytes: Uint8Array): Histogram {
  const source = { bytes, position: 0 };
  const histogram = createHistogram();
  readInto(source, histogram);
  if (source.position < bytes.length) throw new RangeError('bytes are left behind the histogram');
  return histogram;
}

/**
 * Adds encoded histograms that stand one behind the other to one, without a histogram for each.
 * Throws a RangeError when the bytes are no such; `into` may then hold a part of them.
 */
export function addEncodedHistograms(into: Histogram, bytes: Uint8Array): void {
  const source = { bytes, position: 0 };
  while (source.position < bytes.length) readInto(source, into);
}
