import type { Json, LiveStateChange, LiveTopic } from '@homepot/catalogue';

/** How many of what, by name. */
export type Counts = Readonly<Record<string, number>>;

/** Requests, added up. Milliseconds. */
export interface RequestSums {
  readonly classes: Counts;
  /** Those that have a response time. */
  readonly measured: number;
  readonly sum: number;
  readonly max: number;
}

/** Things that rooms have told of a topic, the oldest first; what was too much is counted. */
export interface Told {
  readonly items: readonly Json[];
  readonly skipped: number;
}

/**
 * What is new, in numbers, of one transaction, one second or ten minutes: two of them merge into one.
 * All parts are optional, so that what says nothing takes no room.
 */
export interface LiveSummary {
  /** Rows by table and provenance. */
  readonly tables?: Readonly<Record<string, Counts>>;
  readonly requests?: RequestSums;
  /** Errors by severity. */
  readonly errors?: Counts;
  /** Tool calls by outcome. */
  readonly tools?: Counts;
  /** Changes of state of devices, the newest of them one by one. */
  readonly states?: { readonly changes: readonly LiveStateChange[]; readonly skipped: number };
  readonly told?: Readonly<Partial<Record<LiveTopic, Told>>>;
  /** How far the drains of a server are behind, seconds. */
  readonly lag?: Counts;
}
