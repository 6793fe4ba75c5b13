export { createDeviceHoursStep } from './device-hours/device-hours-step.ts';
export type { DeviceHoursRequest } from './device-hours/read-device-hours.ts';
export { readDeviceHours } from './device-hours/read-device-hours.ts';
export { settleDeviceHours } from './device-hours/settle-device-hours.ts';
export type { HeldMeasurement, MeasuredRow } from './device-hours/summarise-hour.ts';
export { summariseHour } from './device-hours/summarise-hour.ts';
export type { Drain } from './drain.ts';
export { createDrain } from './drain.ts';
export type { DrainDeps } from './drain-deps.ts';
export type { KeptNumbers } from './numbers/kept-numbers.ts';
export { listKeptNumbers, readFirstDay } from './numbers/kept-numbers.ts';
export type { Histogram } from './rollup/histogram.ts';
export {
  addToHistogram,
  countByBand,
  createHistogram,
  mergeHistogram,
  readQuantile,
} from './rollup/histogram.ts';
export {
  addEncodedHistograms,
  decodeHistogram,
  encodeHistogram,
} from './rollup/histogram-codec.ts';
export type { SectionRow } from './section-rows.ts';
export { readSectionRows } from './section-rows.ts';
export type { SessionCounts } from './sessions/session-counts.ts';
export { createSessionCounts, removeOldActivitySessions } from './sessions/session-counts.ts';
export { createSessionsStep } from './sessions/sessions-step.ts';
export { hasBatch, removeOldBatchIds } from './storing/batch-ids.ts';
export type { CommittedListener, DrainStep } from './storing/drain-step.ts';
export { holdDrains } from './storing/hold-drains.ts';
export { removeOldQuarantine } from './storing/quarantine.ts';
