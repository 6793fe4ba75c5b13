import type { AnswerOf, DeviceState, listJobs, readReadiness } from '@homepot/catalogue';

/** A job as lists of the API show it. */
export type Job = AnswerOf<typeof listJobs>['data'][number];

/** One table: how much it holds and how fast it grows. */
export interface TableView {
  readonly table: string;
  readonly label: string;
  /** Rows in all; null where nobody may tell. */
  readonly rows: number | null;
  /** Whether `rows` rests on an estimate. */
  readonly about: boolean;
  /** Stored since the watching began. */
  readonly session: number;
  readonly per_minute: number;
  /** Stored in spans of five seconds, the oldest first. */
  readonly history: readonly number[];
}

/** What became of the records that came to the door since the server started, and what waits. */
export interface DoorView {
  readonly received: number;
  readonly stored: number;
  readonly rejected: number;
  readonly duplicate: number;
  readonly filtered: number;
  readonly quarantined: number;
  readonly in_spool: number;
  readonly received_per_minute: number;
  readonly spool_bytes: number;
  readonly lag_entries: number;
  readonly lag_seconds: number;
}

/** The devices by their state. */
export interface FleetView {
  readonly total: number;
  readonly by_status: Readonly<Record<DeviceState, number>>;
}

/** A job that is under way. */
export interface JobView {
  readonly job_id: string;
  readonly action: string;
  readonly status: Job['status'];
  readonly site_id: string | null;
  readonly total: number;
  /** Devices that the job has ended on, whichever way. */
  readonly done: number;
  readonly failed: number;
}

/** The latest row of a table, as words. */
export interface LatestView {
  readonly at: string;
  readonly device_id: string | null;
  readonly text: string;
  readonly level: 'good' | 'warn' | 'bad' | 'quiet';
}

/** Everything that the dashboard shows at one instant. What may not be seen is null. */
export interface HouseView {
  readonly at: string;
  readonly url: string;
  readonly version: string | null;
  readonly uptime_seconds: number | null;
  /** `away`: nobody answers; the rest is from before. */
  readonly status: AnswerOf<typeof readReadiness>['status'] | 'away';
  readonly parts: AnswerOf<typeof readReadiness>['parts'] | null;
  /** Seconds since the server answered last. */
  readonly age_seconds: number;
  readonly session_seconds: number;
  readonly fleet: FleetView | null;
  readonly tables: readonly TableView[];
  readonly door: DoorView | null;
  readonly jobs: readonly JobView[] | null;
  readonly last_state: LatestView | null;
  readonly last_error: LatestView | null;
}
