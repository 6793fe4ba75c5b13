export { removeOldEvents } from './events/remove-old-events.ts';
export type { LiveSink } from './fan-out/follower.ts';
export type { Live, LiveFigures } from './live.ts';
export { createLive } from './live.ts';
export { findLiveTable } from './rows/find-live-table.ts';
export { createLiveStep } from './summary/live-step.ts';
