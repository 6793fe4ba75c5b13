import type { Db, Job } from 'pg-boss';
import { PgBoss } from 'pg-boss';
import type { Clock, Log } from '../../kernel/index.ts';
import { createUuid, limits } from '../../kernel/index.ts';
import type { Database, Transaction } from '../database.ts';
import { stopWithin } from './stop-within.ts';
import { createToldErrors } from './told-errors.ts';
import { workSchema } from './work-schema.ts';

/** When a piece of work is done, and what keeps it from being asked for twice. */
interface WorkOptions {
  /** Seconds from now; 0 = as soon as a server has time. */
  readonly afterSeconds?: number;
  /** While one with this key waits, another is not entered. */
  readonly singletonKey?: string;
}

/**
 * Work for later that survives a restart: any server of the database does it, one at a time, and
 * another one where the first was killed. It is done at least once, so what does it must be
 * idempotent. A piece that fails is tried again `workAttemptsMax` times, with growing pauses.
 */
export interface WorkQueue {
  /** With a transaction, the work exists if and only if that commits. `data` is plain JSON. */
  send(
    transaction: Transaction | undefined,
    name: string,
    data: object,
    options?: WorkOptions,
  ): Promise<void>;
  /** Says what does the work of this name; after `start`, and before any is sent. */
  work<Data extends object>(name: string, run: (data: Data) => Promise<unknown>): Promise<void>;
  /** Opens the queue; brings its tables up where an earlier version made them. */
  start(): Promise<void>;
  /** Takes no more work and waits for what runs, `workStopMillisecondsMax` at most. */
  stop(): Promise<void>;
}

export interface WorkQueueDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
}

/** pg-boss over our connections: it has none of its own, and joins our transactions. */
const asDb = (asked: Pick<Database, 'query'>): Db => ({
  // A text of several statements has no rows of its own.
  executeSql: async (text, values = []) => ({ rows: (await asked.query(text, values)) ?? [] }),
});

/** How quick it is; shorter than the limits in tests. */
export interface WorkQueueOptions {
  readonly pollSeconds?: number;
  readonly retrySeconds?: number;
}

const queueOptions = {
  policy: 'short',
  retryLimit: limits.workAttemptsMax,
  retryBackoff: true,
  retryDelayMax: limits.workRetrySecondsMax,
  expireInSeconds: limits.workSecondsMax,
  retentionSeconds: limits.workKeptSeconds,
  deleteAfterSeconds: limits.workDoneKeptSeconds,
} as const;

/** Creates a queue over the database's connections. It does nothing before `start`. */
export function createWorkQueue(
  { database, clock, log }: WorkQueueDependencies,
  {
    pollSeconds = limits.workPollSeconds,
    retrySeconds = limits.workRetrySeconds,
  }: WorkQueueOptions = {},
): WorkQueue {
  const boss = new PgBoss({
    db: asDb(database),
    schema: workSchema,
    schedule: false,
    monitorVacuum: false,
    superviseIntervalSeconds: limits.workSupervisionSeconds,
  });
  const tell = createToldErrors(clock, log);
  // Without a listener an error, such as a database that is away, would end the process.
  boss.on('error', (error) => tell(error));
  return {
    async send(transaction, name, data, { afterSeconds = 0, singletonKey } = {}) {
      const db = transaction === undefined ? {} : { db: asDb(transaction) };
      // Without a key of its own, work would share one with all other work of the name.
      const key = singletonKey ?? createUuid(clock.nowMs());
      await boss.send(name, data, { ...db, startAfter: afterSeconds, singletonKey: key });
    },
    async work<Data extends object>(name: string, run: (data: Data) => Promise<unknown>) {
      await boss.createQueue(name, { ...queueOptions, retryDelay: retrySeconds });
      const options = { pollingIntervalSeconds: pollSeconds };
      await boss.work<Data>(name, options, async (jobs: Job<Data>[]) => {
        for (const { data } of jobs) await run(data);
      });
    },
    async start() {
      await boss.start();
    },
    stop: () => stopWithin(boss, limits.workStopMillisecondsMax, log),
  };
}
