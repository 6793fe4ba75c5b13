import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startCollector } from '../../test/start-collector.ts';

const program = fileURLToPath(new URL('../../test/ending-program.ts', import.meta.url));

async function runToEnd(url: string, way: string) {
  const start = performance.now();
  const child = spawn(process.execPath, [program, url, way], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let written = '';
  child.stderr.on('data', (chunk: Buffer) => {
    written += chunk.toString();
  });
  await once(child, 'close');
  return { end: child.signalCode ?? child.exitCode, written, ms: performance.now() - start };
}

const unhandled = 'nobody caught this';

test.each([
  ['throw', 1, unhandled, 'critical'],
  ['reject', 1, unhandled, 'critical'],
  ['exit', 3, 'before the exit', 'error'],
  ['end', 0, 'before the end', 'error'],
  ['signal', 'SIGTERM', 'before the signal', 'error'],
  ['own handler', 7, 'before the signal', 'error'],
  ['own catcher', 5, 'the host caught this', 'critical'],
] as const)(
  'a process that ends by %s ends as it would have, and its error arrives',
  async (way, end, message, severity) => {
    const collector = await startCollector();
    const ended = await runToEnd(collector.url, way);
    await collector.stop();
    expect(ended.end).toBe(end);
    expect(ended.written.includes(`RangeError: ${unhandled}`)).toBe(message === unhandled);
    expect(collector.rows('error_logs')).toMatchObject([{ error_message: message, severity }]);
  },
);

test.each(['throw', 'exit', 'end', 'signal'])(
  'a process that ends by %s while the server hangs is held up for as long as it may, no longer',
  async (way) => {
    const collector = await startCollector(() => true);
    const { ms, end } = await runToEnd(collector.url, way);
    await collector.stop();
    expect(end).not.toBe(null);
    expect(ms).toBeGreaterThan(600);
    expect(ms).toBeLessThan(6_000);
  },
);
