import type { Clock, Log } from '../../kernel/index.ts';
import type { Database, WorkQueue } from '../../store/index.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { TellJobs } from '../jobs/jobs-dependencies.ts';

export interface ClosedLoopDependencies {
  readonly database: Database;
  readonly workQueue: Pick<WorkQueue, 'send' | 'work'>;
  /** Asked when it is needed: the jobs are made with the closed loop, and the other way round. */
  readonly jobs: () => Pick<Jobs, 'createIn' | 'controlIn' | 'wake'>;
  /** Is told jobs of which a change was measured, judged or taken back. */
  readonly tell?: TellJobs;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ClosedLoopOptions {
  /** CONFIGURATION_WINDOW_SECONDS. */
  readonly windowSecondsMax: number;
  /** THIN_SNAPSHOT_SECONDS: for how long a stored measurement stands at most. */
  readonly snapshotSeconds: number;
}

/** The queue in which changes wait to be measured and judged. */
export const changeWork = 'configuration-changes';

/** What waits there. */
export interface ChangeWork {
  readonly jobId: string;
}
