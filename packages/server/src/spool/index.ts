export type { Batch, Section } from './batch.ts';
export type { Lanes } from './lanes.ts';
export { createLanes } from './lanes.ts';
export { createNodeDisk } from './node-disk.ts';
export type { Spool } from './spool.ts';
export { createSpool } from './spool.ts';
export type { SpoolEntry } from './spool-reader.ts';
export type { HeldBatch } from './survey-segment.ts';
