import { join } from 'node:path';
import process from 'node:process';
import type { Writable } from 'node:stream';
import { createBoundedLog } from '../supervisor/bounded-log.ts';
import { createLinePrefixer } from '../supervisor/prefix-lines.ts';
import type { Child } from '../supervisor/start-child.ts';
import { collectLimits as limits } from './collect-limits.ts';

/** Where programs write to. */
export interface ProgramOutput {
  attach(child: Child): void;
  /** What the collection itself has to say. */
  say(message: string): void;
  /** Nobody reads any more: what is still written is let go. */
  discard(): void;
  close(): Promise<void>;
}

/** Every line on this terminal, with the name of its program before it. */
export function createPrefixedOutput(): ProgramOutput {
  const prefixed: ReturnType<typeof createLinePrefixer>[] = [];
  return {
    attach(child) {
      for (const stream of [child.output, child.errors]) {
        const prefixer = createLinePrefixer(`${child.name.padEnd(9)} | `);
        prefixed.push(prefixer);
        // Data is the summary alone, so what programs say goes where messages go.
        stream.pipe(prefixer).pipe(process.stderr, { end: false });
        prefixer.once('close', () => prefixed.splice(prefixed.indexOf(prefixer), 1));
      }
    },
    discard() {
      for (const prefixer of prefixed) {
        prefixer.unpipe();
        prefixer.resume();
      }
    },
    say: (message) => void process.stderr.write(`${'collect'.padEnd(9)} | ${message}\n`),
    close: async () => undefined,
  };
}

/** A log file for each program, below the data folder, bounded. */
export function createLoggedOutput(dataDir: string): ProgramOutput {
  const logs = new Map<string, Writable>();
  const logOf = (name: string): Writable => {
    const known = logs.get(name);
    if (known !== undefined) return known;
    const log = createBoundedLog(join(dataDir, 'logs', `${name}.log`), limits.logBytesMax);
    // Each restart of the program pipes into it anew.
    log.setMaxListeners(0);
    logs.set(name, log);
    return log;
  };
  return {
    attach(child) {
      const log = logOf(child.name);
      for (const stream of [child.output, child.errors]) stream.pipe(log, { end: false });
    },
    say: (message) => void logOf('collect').write(`${new Date().toISOString()} ${message}\n`),
    discard: () => undefined,
    close: async () => {
      await Promise.all(
        [...logs.values()].map((log) => new Promise<void>((done) => log.end(() => done()))),
      );
    },
  };
}
