import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { findHalfWritten, findProcesses } from './leftovers.ts';
import { makeFolder, startCollect } from './start-collect.ts';

/** From the first look at the machine to well after everything runs. */
const instantsMs = [20, 300, 700, 1_100, 1_600, 2_400, 3_500, 5_000];
const jitterMs = 300;

test.each(instantsMs)(
  'SIGTERM after %i ms leaves no process and no half-written file',
  async (aboutMs) => {
    const atMs = aboutMs + Math.floor(Math.random() * jitterMs);
    const { folder, remove } = await makeFolder();
    const collecting = startCollect(folder, ['--devices', '2', '--rate', '20']);
    await wait(atMs);
    collecting.tell('SIGTERM');
    const [code, signal] = await collecting.ended;
    const left = { pids: await findProcesses(folder), files: await findHalfWritten(folder) };
    expect({ atMs, ...left, said: left.pids.length > 0 ? collecting.stderr() : '' }).toEqual({
      atMs,
      pids: [],
      files: [],
      said: '',
    });
    // Before it listens, the signal ends it as it ends any program.
    expect([0, 'SIGTERM']).toContain(code ?? signal);
    await remove();
  },
  60_000,
);
