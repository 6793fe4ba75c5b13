import { parentPort, workerData } from 'node:worker_threads';
import type { Config } from '../../kernel/index.ts';
import { createLog, systemClock } from '../../kernel/index.ts';
import { createArchive, createStorage } from '../../retention/index.ts';
import { createDatabase, createPartitions } from '../../store/index.ts';
import type { Judge, Quality } from '../exports-dependencies.ts';
import { createLease } from '../keep/export-lease.ts';
import { runExport } from '../run/run-export.ts';
import type { FromThread, ThreadJob, ToThread } from './thread-job.ts';

/*
 * A thread that writes one export: it has connections of its own, memory of its own, and leaves the
 * event loop of the server to those who send and read.
 */

const connectionsMax = 4;
const job = workerData as ThreadJob;
const port = parentPort;
if (port === null) throw new Error('this file is run as a thread');

const stopping = new AbortController();
let judged: { resolve(quality: Quality): void; reject(error: Error): void } | undefined;
port.on('message', (message: ToThread) => {
  if ('stop' in message) stopping.abort(new Error('the server stops'));
  else if ('judged' in message) judged?.resolve(message.judged);
  else judged?.reject(new Error(message.refused));
});

const judge: Judge = (asked) =>
  new Promise((resolve, reject) => {
    judged = { resolve, reject };
    port.postMessage({ judge: asked } satisfies FromThread);
  });

/** The archive, of which nothing but reading is used. */
function openArchive({ archive, dataFolder, version }: ThreadJob) {
  if (archive === undefined) return undefined;
  const clock = systemClock;
  return createArchive({
    database,
    partitions: createPartitions({ database, clock, log }),
    clock,
    log,
    storage: createStorage({ config: archive, dataFolder, clock }),
    writtenBy: `homepot ${version}`,
  });
}

const log = createLog(job.logLevel as Config['LOG_LEVEL']);
const database = createDatabase({ connectionString: job.connectionString, connectionsMax, log });
const deps = {
  database,
  clock: systemClock,
  log,
  storage: createStorage({
    config: job.storage,
    dataFolder: job.dataFolder,
    clock: systemClock,
  }),
  keyPrefix: job.keyPrefix,
  isShared: job.isShared,
  server: job.server,
  version: job.version,
  ...(job.judges ? { judge } : {}),
  archive: openArchive(job),
  readKey: () => Promise.resolve(job.key),
};
await runExport(deps, createLease(deps, job.stored), stopping.signal);
await database.stop();
port.close();
