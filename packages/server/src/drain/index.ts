export type { Drain } from './drain.ts';
export { createDrain } from './drain.ts';
export type { Histogram } from './rollup/histogram.ts';
export {
  addToHistogram,
  createHistogram,
  mergeHistogram,
  readQuantile,
} from './rollup/histogram.ts';
export { decodeHistogram, encodeHistogram } from './rollup/histogram-codec.ts';
export type { SectionRow } from './section-rows.ts';
export { readSectionRows } from './section-rows.ts';
export { hasBatch, removeOldBatchIds } from './storing/batch-ids.ts';
export type { DrainStep } from './storing/drain-step.ts';
export { holdDrains } from './storing/hold-drains.ts';
export { removeOldQuarantine } from './storing/quarantine.ts';
