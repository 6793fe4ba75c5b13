import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

/** A program that the bench started. */
export interface Started {
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

const startMillisecondsMax = 60_000;
const writtenCharactersMax = 10_000;

/** Whether a program of that name is on the path. */
export function isInstalled(program: string): boolean {
  return spawnSync('which', [program]).status === 0;
}

/** Resolves once `url` answers with a status below 500. */
async function waitFor(url: string): Promise<void> {
  const deadline = performance.now() + startMillisecondsMax;
  while (performance.now() < deadline) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer !== undefined && answer.status < 500) return;
    await pause(50);
  }
  throw new Error(`${url} did not answer within ${startMillisecondsMax} ms`);
}

/** Starts a program and waits until `readyUrl` answers. */
export async function startProgram(
  program: string,
  parameters: readonly string[],
  readyUrl: string,
  environment: NodeJS.ProcessEnv,
): Promise<Started> {
  const child = spawn(program, parameters, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: environment,
  });
  const ended = once(child, 'exit');
  let written = '';
  child.stderr.on('data', (chunk: Buffer) => {
    written = (written + chunk.toString()).slice(-writtenCharactersMax);
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  const failed = ended.then(() => {
    throw new Error(`${program} ended before it was ready:\n${written}`);
  });
  failed.catch(() => undefined);
  await Promise.race([waitFor(readyUrl), failed]);
  return { child, stop };
}
