import { execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environment } from './environment.ts';

const launcher = fileURLToPath(new URL('../../packages/console/bin/homepot.js', import.meta.url));

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `homepot` with these words to its end. */
export function runHomepot(
  words: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { env: { ...environment, ...settings }, maxBuffer: 268_435_456 };
    execFile(process.execPath, [launcher, ...words], options, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

/** Starts `homepot` with these words and leaves it running. */
export function startHomepot(
  words: readonly string[],
  settings: Readonly<Record<string, string>> = {},
) {
  return spawn(process.execPath, [launcher, ...words], {
    env: { ...environment, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
