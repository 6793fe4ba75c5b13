import type { AuditSeal } from '../auth/index.ts';
import type { Clock, Log } from '../kernel/index.ts';
import type { Database, PartitionKeeper } from '../store/index.ts';
import type { PartArchive } from './part-archive.ts';

/** What keeping and forgetting stands on. */
export interface RetentionDependencies {
  readonly database: Database;
  readonly keeper: PartitionKeeper;
  readonly archive: PartArchive;
  readonly auditSeal: AuditSeal;
  readonly clock: Clock;
  readonly log: Log;
}

/** From the settings. */
export interface RetentionOptions {
  /** ANALYTICS_RETENTION_DAYS, where set. */
  readonly commonDays?: number | undefined;
  /** RETENTION_ENABLED: whether runs begin by themselves. */
  readonly enabled: boolean;
  /** RETENTION_HOUR, in UTC. */
  readonly hour: number;
  /** What is waited before rows leave that readers may be reading; for tests. */
  readonly graceMs?: number;
}
