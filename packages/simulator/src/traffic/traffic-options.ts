import type { TrafficTable } from './traffic-records.ts';

/** How the traffic is played. */
export interface TrafficOptions {
  readonly url: string;
  /** A credential that may administer; a function is asked at each call. */
  readonly key: string | (() => Promise<string | undefined>);
  /** The same seed plays the same people in the same order. */
  readonly seed: number;
  /** How many times as much as usual happens. */
  readonly rate: number;
  /** How many times as fast the day passes, and with it everything that happens. */
  readonly speed: number;
  /** Whether a small fleet is entered where there is no site. */
  readonly entersFleet: boolean;
}

/** What came of the traffic. */
export interface TrafficSummary {
  readonly accepted: Readonly<Record<TrafficTable, number>>;
  readonly rejected: number;
  /** Records that were let go while the server was away. */
  readonly dropped: number;
  /** Records that still waited at the stop. */
  readonly waiting: number;
  readonly questions: number;
  readonly questions_failed: number;
  readonly jobs_ordered: number;
  readonly jobs_refused: number;
}
