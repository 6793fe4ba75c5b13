import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { environment } from '../environment.ts';
import { findFreePort } from '../free-port.ts';

/** Where an example of the documentation lies. */
export const examplePath = (name: string): string =>
  fileURLToPath(new URL(`../../../docs/examples/${name}.ts`, import.meta.url));

/** Where an example sends to. */
export interface Target {
  readonly url: string;
  readonly key: string;
}

/** An example that runs. */
export interface Example {
  readonly url: string;
  /** What it wrote to its standard error. */
  output(): string;
  /** Ends it as a service manager does, and returns the signal or exit code that it ended with. */
  stop(): Promise<NodeJS.Signals | number | null>;
}

const startMillisecondsMax = 20_000;

/** The environment that an example finds its server by. */
export const environmentOf = ({ url, key }: Target): NodeJS.ProcessEnv => ({
  ...environment,
  HOMEPOT_URL: url,
  HOMEPOT_KEY: key,
});

async function untilListening(url: string): Promise<void> {
  const deadline = performance.now() + startMillisecondsMax;
  while (performance.now() < deadline) {
    // A request of its own would be told of; HEAD of what is no route can be told apart.
    const answer = await fetch(url, { method: 'HEAD' }).catch(() => undefined);
    if (answer !== undefined) return;
    await pause(30);
  }
  throw new Error(`nothing listens at ${url}`);
}

/** Starts an example that listens, on a free port. */
export async function startExample(name: string, target: Target): Promise<Example> {
  const port = await findFreePort();
  const child = spawn(process.execPath, [examplePath(name), String(port)], {
    env: environmentOf(target),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let written = '';
  child.stderr.on('data', (chunk: Buffer) => {
    written += chunk.toString();
  });
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  await untilListening(url).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw new Error(`${String(error)}\n${written}`);
  });
  return {
    url,
    output: () => written,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      return child.signalCode ?? child.exitCode;
    },
  };
}

/** Runs an example to its end. Returns its exit code and what it wrote to its standard error. */
export async function runExample(
  name: string,
  target: Target,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, [examplePath(name)], {
    env: environmentOf(target),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await once(child, 'exit');
  return { code: child.exitCode, output };
}
