import type { Json } from '@homepot/catalogue';

/** One record as a sender would send it. */
export type SampleRecord = Readonly<Record<string, Json>>;

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** The instant some milliseconds before another. */
export const before = (atMs: number, agoMs: number): string => new Date(atMs - agoMs).toISOString();
