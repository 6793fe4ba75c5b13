import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runWithCompanion } from './run-with-companion.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homepot-companion-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const program = (name: string, text: string) => ({
  name,
  words: ['--eval', text],
  environment: {},
});
const note = (file: string) =>
  `require('node:fs').appendFileSync(${JSON.stringify(join(folder, file))}, 'x');`;

test('a companion that dies is started again, and one that ends in order is not; the main code counts', async () => {
  const main = program('main', 'setTimeout(() => process.exit(3), 2500)');
  expect(await runWithCompanion(main, program('dies', `${note('dies')} process.exit(1)`))).toBe(3);
  expect((await readFile(join(folder, 'dies'), 'utf8')).length).toBeGreaterThanOrEqual(2);
  expect(await runWithCompanion(main, program('ends', note('ends')))).toBe(3);
  expect(await readFile(join(folder, 'ends'), 'utf8')).toBe('x');
});

test('when the main program ends, the companion is told to stop and waited for', async () => {
  const stays = `process.on('SIGTERM', () => { ${note('stopped')} process.exit(0); }); setInterval(() => {}, 1000);`;
  const main = program('main', 'setTimeout(() => process.exit(0), 1500)');
  expect(await runWithCompanion(main, program('stays', stays))).toBe(0);
  expect(await readFile(join(folder, 'stopped'), 'utf8')).toBe('x');
});
