import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment } from './environment.ts';

const entry = fileURLToPath(import.meta.resolve('@homepot/simulator/package.json')).replace(
  'package.json',
  'src/simulator.ts',
);
const outputCharactersMax = 20_000;

/** What a fleet says of itself at its end; see the simulator's summary file. */
export interface FleetSummary {
  readonly devices: number;
  readonly reports: {
    readonly made: number;
    readonly acknowledged: number;
    readonly waiting: number;
    readonly lost: number;
  };
  readonly acknowledgement: {
    readonly count: number;
    readonly p50_ms: number;
    readonly p99_ms: number;
    readonly max_ms: number;
  };
  readonly commands: {
    readonly received: number;
    readonly applied: number;
    readonly failed: number;
    readonly applied_twice: number;
  };
  readonly process: { readonly rss_bytes: number; readonly cpu_seconds: number };
}

/** A simulated fleet in a process of its own. */
export interface SimulatorProcess {
  readonly pid: number;
  output(): string;
  /** Ends it as Ctrl-C does; resolves with its summary. */
  stop(): Promise<FleetSummary>;
}

/**
 * Starts a fleet on the server of a data folder, or of a `--url` with this key. `words` are options of
 * `homepot simulate`.
 */
export function startSimulatorProcess(
  folder: string,
  words: readonly string[],
  key = '',
): SimulatorProcess {
  const summaryFile = join(folder, 'fleet-summary.json');
  const child = spawn(
    process.execPath,
    [entry, '--data-dir', folder, '--summary-file', summaryFile, ...words],
    { env: { ...environment, HOMEPOT_KEY: key }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let written = '';
  const keep = (chunk: Buffer) => {
    written = (written + chunk.toString()).slice(-outputCharactersMax);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = once(child, 'exit');
  return {
    pid: child.pid ?? 0,
    output: () => written,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      return JSON.parse(await readFile(summaryFile, 'utf8')) as FleetSummary;
    },
  };
}
