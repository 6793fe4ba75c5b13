import type { DeviceState } from '@homepot/catalogue';
import type { AlertFigures, DeliveryFigures } from '../../alert/index.ts';
import type { OwnErrorCounts } from '../../errors/index.ts';
import type { ExportFigures } from '../../export/index.ts';
import type { MqttFigures } from '../../intake/index.ts';
import type { Account } from '../../kernel/index.ts';
import type { LiveFigures } from '../../live/index.ts';
import type { RequestLogCounts } from '../requests/request-log.ts';

/** How one spool and its drain stand. */
export interface LaneFigures {
  readonly lane: string;
  readonly spoolBytes: number;
  /** Bytes that the database does not have yet. */
  readonly spoolUnreleasedBytes: number;
  readonly spoolDamagedBytes: number;
  /** Entries that are durable but not yet in the database. */
  readonly lagEntries: number;
  /** Age of the oldest of them. */
  readonly lagSeconds: number;
  readonly drainedRows: number;
  readonly drainTransactions: number;
  readonly drainFailures: number;
  readonly drainAlarms: number;
  readonly drainQuarantined: number;
}

/** How often a periodic job ran. */
interface PeriodicJobFigures {
  readonly name: string;
  readonly runs: number;
  readonly failures: number;
  readonly lastRunMs: number;
}

/** What waits to go through the door, and what became of the rest. */
interface OutboxFigures {
  readonly waiting: number;
  readonly waitingSeconds: number;
  readonly passed: number;
  readonly refused: number;
}

/** How keeping and forgetting stands. Instants in milliseconds since 1970. */
export interface RetentionFigures {
  /** When a run last ended well; before the first, when the house began. */
  readonly doneMs: number | undefined;
  /** When one last ended in a failure. */
  readonly failedMs: number | undefined;
  /** Runs that wait or go on. */
  readonly openRuns: number;
  /** Parts that have not left yet. */
  readonly openParts: readonly { readonly state: string; readonly count: number }[];
  /** What left in the last run. */
  readonly left: readonly {
    readonly table: string;
    readonly partitions: number;
    readonly rows: number;
    readonly bytes: number;
  }[];
  /** Failures that stand; undefined at a server that does not care for that. */
  readonly failures: number | undefined;
}

/** What is read of retention and exports now and then. */
export interface KeepingFigures {
  /** When it was read, and now; milliseconds since 1970. */
  readonly readMs: number;
  readonly nowMs: number;
  readonly retention: RetentionFigures;
  readonly exports: ExportFigures;
}

/** What the rooms count, read in one step so that the numbers fit each other. */
export interface HouseFigures {
  readonly accounts: readonly Account[];
  readonly lanes: readonly LaneFigures[];
  readonly requestLog: RequestLogCounts;
  readonly ownErrors: OwnErrorCounts;
  readonly periodicJobs: readonly PeriodicJobFigures[];
  readonly outbox: OutboxFigures;
  readonly notifications: DeliveryFigures;
  readonly alerts: AlertFigures;
  readonly live: LiveFigures;
  /** Undefined before it was read for the first time. */
  readonly keeping: KeepingFigures | undefined;
  /** The door for MQTT; absent where it is switched off. */
  readonly mqtt: MqttFigures | undefined;
  /** Active devices by state. */
  readonly devices: Readonly<Partial<Record<DeviceState, number>>>;
}
