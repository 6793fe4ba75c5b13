import { setTimeout as wait } from 'node:timers/promises';
import { consoleProgram } from '../console-program.ts';
import { serverProgram } from '../server-program.ts';
import { simulatorProgram } from '../simulator-program.ts';
import type { SupervisedProgram } from '../supervisor/keep-running.ts';
import { startChild } from '../supervisor/start-child.ts';
import { awaitServer } from './await-server.ts';
import { collectLimits as limits } from './collect-limits.ts';

/** How a collection is run. */
export interface CollectSettings {
  readonly dataDir: string;
  /** Whether a server of this data folder runs already: then it is used, and left running. */
  readonly hasServer: boolean;
  readonly devices: number;
  readonly speed: number;
  readonly rate: number;
  readonly seed: number;
}

/**
 * A server that was killed leaves its database running; the next server takes it over. So one is
 * started once more, and stopped in order, which stops the database.
 */
async function stopLeftDatabase(dataDir: string): Promise<void> {
  const child = startChild(serverProgram(['serve']));
  child.output.resume();
  child.errors.resume();
  const waiting = new AbortController();
  await Promise.race([child.ended, awaitServer(dataDir, child.pid, waiting.signal)]).catch(
    () => undefined,
  );
  waiting.abort();
  child.tell('SIGTERM');
  await Promise.race([child.ended, wait(limits.serverStopMilliseconds, undefined, { ref: false })]);
}

function server(dataDir: string): SupervisedProgram {
  return {
    ...serverProgram(['serve']),
    ready: (pid, signal) => awaitServer(dataDir, pid, signal),
    // Whoever stopped the server in order wants it stopped.
    whenDone: 'end-all',
    stopMs: limits.serverStopMilliseconds,
    tidy: () => stopLeftDatabase(dataDir),
  };
}

/** The programs of a collection, in the order of their start. */
export function listCollectPrograms(settings: CollectSettings): readonly SupervisedProgram[] {
  const { dataDir, hasServer, devices, speed, rate, seed } = settings;
  const pace = ['--speed', String(speed), '--seed', String(seed)];
  return [
    ...(hasServer ? [] : [server(dataDir)]),
    {
      ...simulatorProgram(['--devices', String(devices), '--wait', ...pace]),
      whenDone: 'restart',
      stopMs: limits.simulatorStopMilliseconds,
    },
    {
      // The simulator enters the sites and devices.
      ...consoleProgram('traffic', ['traffic', '--no-fleet', '--rate', String(rate), ...pace]),
      whenDone: 'restart',
      stopMs: limits.trafficStopMilliseconds,
    },
  ];
}
