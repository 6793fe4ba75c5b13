import { realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock, Log } from '../../kernel/index.ts';
import { limits, systemClock } from '../../kernel/index.ts';
import { createDatabase } from '../database.ts';
import { clusterDatabase, prepareCluster } from './cluster-create.ts';
import type { ClusterPlace } from './cluster-place.ts';
import { makePassableFolder, placeCluster } from './cluster-place.ts';
import { connectionStringOf } from './connection-string.ts';
import { readLogTail } from './log-tail.ts';
import { claimFolder, releaseFolder } from './owner-file.ts';
import type { Postmaster } from './postmaster.ts';
import { adoptPostmaster, startPostmaster, stopPostmaster, waitUntilReady } from './postmaster.ts';
import { postmasterFileName, readPostmasterFile } from './postmaster-file.ts';
import { isRunning, servesFolder } from './process-table.ts';
import { findPackage, preparePrograms } from './programs.ts';
import type { Account } from './run-program.ts';
import { chooseSocketFolder, removeSocketFolder } from './socket-folder.ts';

/**
 * A PostgreSQL of our own in a folder. Its life:
 *
 *   absent -> made (initdb, beside its place, then moved there)
 *   made -> starting -> ready -> stopping -> made
 *   left over -> ready: a server was killed and its database still runs; it is taken over
 *   crashed -> starting: `postmaster.pid` names a process that is gone or another program's;
 *     PostgreSQL replays its log
 *   ready -> crashed -> starting: the database ended without being asked; it is started again for as
 *     long as the server runs, under the same connection string
 *
 * It listens on no port, only on a socket in a folder that its account alone (and root) may enter.
 */
export interface EmbeddedPostgres {
  /** Returns once the database answers. Throws an error that says what to do. */
  start(): Promise<{ readonly connectionString: string }>;
  /** Returns once no process of the database is left. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** A folder for the database alone, e.g. DATA_DIR/postgres. */
  readonly folder: string;
  readonly log: Log;
  readonly clock?: Clock;
  /** Where root puts what the database account cannot reach elsewhere. */
  readonly systemFolder?: string;
  /** PostgreSQL settings that win over ours; `fsync: 'off'` is for tests only. */
  readonly settings?: Readonly<Record<string, string>>;
}

interface Home {
  readonly place: ClusterPlace;
  readonly account: Account | undefined;
  readonly programs: string;
}

interface Running {
  readonly postmaster: Postmaster;
  readonly sockets: string;
}

interface Deps extends Required<EmbeddedPostgresOptions> {
  /** Says that `stop` was asked for. */
  readonly signal: AbortSignal;
}

const restartPauseMs = 1_000;
const leftOverPauseMs = 200;

/** What PostgreSQL says while processes of a killed postmaster are still about to end. */
const passing = /pre-existing shared memory block|lock file "[^"]*postmaster\.pid" already exists/;

async function failure({ place }: Home): Promise<Error> {
  const lines = await readLogTail(place.logs);
  return new Error(
    `The database in ${place.data} did not start. It said last:\n` +
      `${lines.map((line) => `  ${line}`).join('\n')}\n` +
      `The whole log is in ${place.logs}. See that the disk has room and that nobody changed the rights of the folder; ` +
      'if the data are damaged, put a backup in its place, or choose another DATA_DIR to start empty.',
  );
}

/** Takes over a database that a killed server left running, if there is one. */
async function adopt({ place }: Home, { log, clock, signal }: Deps): Promise<Running | undefined> {
  const file = await readPostmasterFile(place.data);
  if (file === undefined) return undefined;
  if (await servesFolder(file.pid, await realpath(place.data))) {
    const postmaster = adoptPostmaster(file.pid);
    if (await waitUntilReady(postmaster, place.data, clock, signal)) {
      log.warn({ pid: file.pid }, 'took over the database that an earlier server left running');
      const sockets = (await readPostmasterFile(place.data))?.socketFolder ?? place.sockets;
      return { postmaster, sockets };
    }
  } else if (await isRunning(file.pid)) {
    // The number now belongs to another program, which PostgreSQL would take for itself.
    log.warn({ pid: file.pid }, 'removed the postmaster.pid of a database that is gone');
    await rm(join(place.data, postmasterFileName), { force: true });
  }
  if (file.socketFolder !== '') await removeSocketFolder(file.socketFolder);
  return undefined;
}

async function launch(home: Home, sockets: string, { clock, signal }: Deps): Promise<Running> {
  const { programs, place, account } = home;
  const deadline = clock.monotonicMs() + limits.embeddedStartMillisecondsMax;
  for (;;) {
    const postmaster = await startPostmaster(programs, place, sockets, account);
    if (await waitUntilReady(postmaster, place.data, clock, signal)) return { postmaster, sockets };
    await stopPostmaster(postmaster);
    signal.throwIfAborted();
    const error = await failure(home);
    if (!passing.test(error.message) || clock.monotonicMs() > deadline) throw error;
    await pause(leftOverPauseMs);
  }
}

async function ensureDatabase(sockets: string, log: Log): Promise<void> {
  const connectionString = connectionStringOf(sockets, 'postgres');
  const database = createDatabase({ connectionString, connectionsMax: 1, log });
  try {
    const sql = 'SELECT 1 FROM pg_database WHERE datname = $1';
    const rows = await database.query(sql, [clusterDatabase]);
    if (rows.length === 0) await database.query(`CREATE DATABASE ${clusterDatabase}`);
  } finally {
    await database.stop();
  }
}

async function prepareHome(deps: Deps): Promise<Home> {
  const { place, account } = await placeCluster(deps);
  const base = dirname(place.data);
  const programs = await preparePrograms(await findPackage(), {
    account,
    log: deps.log,
    prepareCopyFolder: async () =>
      account ? makePassableFolder(deps.systemFolder, 'programs') : join(base, 'programs'),
  });
  return { place, account, programs };
}

async function startOnce(home: Home, deps: Deps): Promise<Running> {
  const { place, programs, account } = home;
  const adopted = await adopt(home, deps);
  if (adopted) return adopted;
  await prepareCluster({ data: place.data, programs, account, settings: deps.settings });
  return launch(home, await chooseSocketFolder(place.sockets, account), deps);
}

/** Creates an embedded PostgreSQL; nothing happens before `start`. */
export function createEmbeddedPostgres(options: EmbeddedPostgresOptions): EmbeddedPostgres {
  const stopping = new AbortController();
  const { signal } = stopping;
  const deps: Deps = {
    clock: systemClock,
    systemFolder: '/var/lib/homepot',
    settings: {},
    ...options,
    signal,
  };
  const { log } = deps;
  const asked = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  let home: Home | undefined;
  let running: Running | undefined;
  let starting: Promise<{ readonly connectionString: string }> | undefined;
  let watching: Promise<void> | undefined;

  async function restart(from: Home, sockets: string): Promise<void> {
    try {
      running = await launch(from, sockets, deps);
      log.warn('the database runs again');
    } catch (error) {
      if (signal.aborted) return;
      log.error({ err: error }, 'the database did not start again');
      await pause(restartPauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async function watch(from: Home, first: Running): Promise<void> {
    for (;;) {
      await Promise.race([running?.postmaster.exited, asked]);
      if (signal.aborted) return;
      log.error('the database ended without being asked; starting it again');
      await restart(from, first.sockets);
    }
  }

  async function begin(): Promise<{ readonly connectionString: string }> {
    home = await prepareHome(deps);
    await claimFolder(home.place.logs);
    running = await startOnce(home, deps);
    await ensureDatabase(running.sockets, log);
    watching = watch(home, running);
    return { connectionString: connectionStringOf(running.sockets, clusterDatabase) };
  }

  async function end(): Promise<void> {
    if (running) {
      await stopPostmaster(running.postmaster);
      await removeSocketFolder(running.sockets);
      running = undefined;
    }
    if (home) await releaseFolder(home.place.logs);
  }

  return {
    start() {
      starting = begin().catch(async (error: unknown) => {
        await end();
        throw error;
      });
      return starting;
    },
    async stop() {
      stopping.abort();
      await starting?.catch(() => undefined);
      await watching;
      await end();
    },
  };
}
