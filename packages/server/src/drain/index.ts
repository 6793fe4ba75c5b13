export { removeOldBatchIds } from './batch-ids.ts';
export type { Drain } from './drain.ts';
export { createDrain } from './drain.ts';
export type { Histogram } from './histogram.ts';
export { addToHistogram, createHistogram, mergeHistogram, readQuantile } from './histogram.ts';
export { decodeHistogram, encodeHistogram } from './histogram-codec.ts';
