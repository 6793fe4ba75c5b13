import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeTurn } from './take-turn.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'homepot-turn-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

const url = 'http://127.0.0.1:8000';
const turn = (waits: boolean, said: string[] = []) =>
  takeTurn({
    dataDir,
    url,
    waits,
    signal: new AbortController().signal,
    say: (message) => said.push(message),
  });

/** Writes into the lock that another process holds it. */
async function holdAs(pid: number): Promise<void> {
  const release = await turn(false);
  const [name = ''] = await readdir(join(dataDir, 'simulator'));
  release();
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const beginning = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  await writeFile(join(dataDir, 'simulator', name), `${pid} ${beginning}\n`);
}

test('a second simulator of a house says so, or waits until the first has ended', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(other, 'spawn');
  await holdAs(other.pid ?? 0);
  await expect(turn(false)).rejects.toThrow(`process ${other.pid}) plays the terminals of ${url}`);
  const said: string[] = [];
  const waiting = turn(true, said);
  await expect.poll(() => said).toHaveLength(1);
  const ended = once(other, 'exit');
  other.kill('SIGKILL');
  await ended;
  (await waiting)();
  expect(await readdir(join(dataDir, 'simulator'))).toEqual([]);
});

test('the lock of a simulator that was killed is no obstacle', async () => {
  const gone = spawn(process.execPath, ['-e', '']);
  await once(gone, 'exit');
  await holdAs(gone.pid ?? 0);
  (await turn(false))();
});
