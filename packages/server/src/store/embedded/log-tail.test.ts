import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLogTail } from './log-tail.ts';

test('the last lines of all logs, the file that changed last at the end', async () => {
  const folder = await mkdtemp('/tmp/homepot-log-');
  const lines = Array.from({ length: 20 }, (_, i) => `old ${i}`);
  await writeFile(join(folder, 'b.log'), `${lines.join('\n')}\n`);
  await writeFile(join(folder, 'a.log'), 'new 1\n\nnew 2\n');
  await utimes(join(folder, 'b.log'), 1_000, 1_000);
  const tail = await readLogTail(folder);
  expect([tail.length, tail[0], ...tail.slice(-3)]).toEqual([
    15,
    'old 7',
    'old 19',
    'new 1',
    'new 2',
  ]);
  await rm(folder, { recursive: true });
});

test('nothing where there is no log', async () => {
  expect(await readLogTail('/nowhere')).toEqual([]);
});
