import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBoundedLog } from './bounded-log.ts';
import { createSupervisor } from './create-supervisor.ts';
import type { SupervisedProgram } from './keep-running.ts';
import { createLinePrefixer } from './prefix-lines.ts';
import { createRestartPause } from './restart-pause.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homepot-supervisor-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const said: string[] = [];
const options = {
  attach: ({
    output,
    errors,
  }: {
    output: NodeJS.ReadableStream;
    errors: NodeJS.ReadableStream;
  }) => {
    output.resume();
    errors.resume();
  },
  say: (message: string) => void said.push(message),
};

/** Notes its pid in a file each time it is started, and its end by SIGTERM in another. */
function program(
  name: string,
  more: Partial<SupervisedProgram> = {},
  code = '',
): SupervisedProgram {
  const file = JSON.stringify(join(folder, name));
  const script = `
    const { appendFileSync } = require('node:fs');
    process.on('SIGTERM', () => {
      appendFileSync(${JSON.stringify(join(folder, 'ends'))}, '${name}\\n');
      process.exit(0);
    });
    appendFileSync(${file}, process.pid + '\\n');
    setInterval(() => {}, 1000);
    ${code}`;
  const ready = async () => {
    while ((await pidsOf(name)).length === 0) await wait(20);
  };
  return {
    name,
    words: ['--eval', script],
    environment: {},
    whenDone: 'restart',
    stopMs: 3_000,
    ready,
    ...more,
  };
}

async function pidsOf(name: string): Promise<readonly number[]> {
  const text = await readFile(join(folder, name), 'utf8').catch(() => '');
  return text.split('\n').filter(Boolean).map(Number);
}

async function untilStarted(name: string, times: number): Promise<readonly number[]> {
  for (;;) {
    const pids = await pidsOf(name);
    if (pids.length >= times) return pids;
    await wait(20);
  }
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('programs start one after the other, each when the one before is ready, and stop in reverse', async () => {
  const order: string[] = [];
  const slow = program('first', {
    ready: async () => {
      await untilStarted('first', 1);
      await wait(200);
      order.push('first is ready');
    },
  });
  const supervisor = createSupervisor([slow, program('second')], options);
  const watching = untilStarted('second', 1).then(() => order.push('second is there'));
  expect(await supervisor.start()).toBeUndefined();
  await watching;
  expect(order).toEqual(['first is ready', 'second is there']);
  await supervisor.stop();
  expect(await readFile(join(folder, 'ends'), 'utf8')).toBe('second\nfirst\n');
  expect(supervisor.reports().map(({ state }) => state)).toEqual(['stopped', 'stopped']);
});

test('who is killed is started again; nobody is left at the stop', async () => {
  const supervisor = createSupervisor([program('mortal')], options);
  await supervisor.start();
  const [first = 0] = await untilStarted('mortal', 1);
  process.kill(first, 'SIGKILL');
  const pids = await untilStarted('mortal', 2);
  await expect
    .poll(() => supervisor.reports()[0])
    .toEqual({
      name: 'mortal',
      state: 'ready',
      restarts: 1,
    });
  await supervisor.stop();
  expect(pids.filter(isAlive)).toEqual([]);
  expect(said.join('\n')).toContain('mortal ended with 137; it is started again in 0.5 s');
});

test('who ends in order, and whose end means the end, is not started again', async () => {
  const short = program('done', { whenDone: 'end-all' }, 'setTimeout(() => process.exit(0), 300)');
  const supervisor = createSupervisor([short], options);
  await supervisor.start();
  expect(await supervisor.over).toEqual({ name: 'done', code: 0 });
  await supervisor.stop();
  expect(await pidsOf('done')).toHaveLength(1);
});

test('a first start that comes to nothing is told, and the rest is not started', async () => {
  const broken = program(
    'broken',
    { ready: () => new Promise(() => undefined) },
    'process.exit(3)',
  );
  const supervisor = createSupervisor([broken, program('never')], options);
  expect(await supervisor.start()).toBe('broken');
  expect(await supervisor.over).toEqual({ name: 'broken', code: 3 });
  await supervisor.stop();
  expect(await pidsOf('never')).toEqual([]);
});

test('who does not hear is made to stop, with what it started in a group of its own', async () => {
  const child = `require('node:child_process').spawn(process.execPath, ['--eval',
    "process.on('SIGQUIT', () => {}); require('node:fs').appendFileSync(process.argv[1], process.pid + '\\\\n'); setInterval(() => {}, 1000)",
    ${JSON.stringify(join(folder, 'deaf-child'))}], { detached: true, stdio: 'ignore' });
    process.removeAllListeners('SIGTERM'); process.on('SIGTERM', () => {});`;
  const supervisor = createSupervisor([program('deaf', { stopMs: 300 }, child)], options);
  await supervisor.start();
  const pids = [...(await untilStarted('deaf', 1)), ...(await untilStarted('deaf-child', 1))];
  await supervisor.stop();
  expect(pids).toHaveLength(2);
  await expect.poll(() => pids.filter(isAlive), { timeout: 5_000 }).toEqual([]);
});

test('a stop while it waits to start again ends the waiting, and tidies up after the dead', async () => {
  let tidied = 0;
  const tidy = async () => {
    tidied += 1;
  };
  const supervisor = createSupervisor([program('gone', { tidy })], options);
  await supervisor.start();
  process.kill((await untilStarted('gone', 1))[0] ?? 0, 'SIGKILL');
  await expect.poll(() => supervisor.reports()[0]?.state).toBe('waiting');
  await supervisor.stop();
  expect(tidied).toBe(1);
  expect(await pidsOf('gone')).toHaveLength(1);
});

test('a stop before the start starts nothing', async () => {
  const supervisor = createSupervisor([program('unborn')], options);
  await supervisor.stop();
  expect(await supervisor.start()).toBeUndefined();
  expect(await pidsOf('unborn')).toEqual([]);
});

test('the pause doubles up to half a minute, and begins anew after a minute of life', () => {
  const pause = createRestartPause();
  const short = Array.from({ length: 8 }, () => pause.after(100));
  expect(short).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  expect(pause.after(60_000)).toBe(500);
});

test('a log takes twice its bound of disk at most, and goes on in the file that is there', async () => {
  const file = join(folder, 'logs', 'a.log');
  const log = createBoundedLog(file, 100);
  for (let line = 0; line < 50; line += 1) log.write(`line ${line} ${'x'.repeat(20)}\n`);
  await new Promise<void>((done) => log.end(() => done()));
  expect((await stat(file)).size).toBeLessThanOrEqual(100);
  expect((await stat(`${file}.1`)).size).toBeLessThanOrEqual(100);
  expect(await readFile(file, 'utf8')).toContain('line 49');
  await writeFile(file, 'before\n');
  const again = createBoundedLog(file, 100);
  again.write('after\n');
  await new Promise<void>((done) => again.end(() => done()));
  expect(await readFile(file, 'utf8')).toBe('before\nafter\n');
});

test('every line gets its prefix, however it was cut', async () => {
  const prefixer = createLinePrefixer('a | ');
  for (const piece of ['on', 'e\ntw', 'o\n\xe9', 'nd']) prefixer.write(piece);
  prefixer.end();
  let text = '';
  for await (const chunk of prefixer) text += String(chunk);
  expect(text).toBe('a | one\na | two\na | énd\n');
});
