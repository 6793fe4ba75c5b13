import { chmod, cp, lstat, mkdir, mkdtemp, readdir, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../../kernel/index.ts';
import { findAccount } from './account.ts';
import { findPackage, preparePrograms } from './programs.ts';
import { runProgram } from './run-program.ts';

let root: string;
beforeAll(async () => {
  // A copy must be open to the account whatever root keeps closed by habit.
  process.umask(0o077);
  root = await realpath(await mkdtemp('/tmp/homepot-programs-'));
  await chmod(root, 0o711);
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A clone under a closed home, whose package has no symbolic links since no script was run. */
async function cloneUnderClosedHome(): Promise<string> {
  const home = join(root, 'home');
  await mkdir(home, { mode: 0o700 });
  const native = join(home, 'native');
  await cp((await findPackage()).folder, native, { recursive: true, verbatimSymlinks: true });
  for (const entry of await readdir(join(native, 'lib'), { withFileTypes: true })) {
    if (entry.isSymbolicLink()) await rm(join(native, 'lib', entry.name));
  }
  return native;
}

test('a package under a closed home is copied once, whole, to where the account can run it', async () => {
  const account = await findAccount('/nowhere');
  const { version } = await findPackage();
  const folder = await cloneUnderClosedHome();
  const copies = join(root, 'copies');
  await mkdir(copies);
  await chmod(copies, 0o755);
  const options = { account, log: createLog('silent'), prepareCopyFolder: async () => copies };
  // Two servers at once: one copy.
  const [programs, same] = await Promise.all([
    preparePrograms({ folder, version }, options),
    preparePrograms({ folder, version }, options),
  ]);
  expect(same).toBe(programs);
  const { code, output } = await runProgram(join(programs, 'postgres'), ['--version'], account);
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('PostgreSQL') });
  // An ordinary user can enter its own home, and needs no copy.
  expect(await readdir(copies)).toHaveLength(account === undefined ? 0 : 1);
  // Links are made where the package lies, if it may be written.
  expect((await lstat(join(folder, 'lib', 'libpq.so.5'))).isSymbolicLink()).toBe(true);
  const before = await stat(programs);
  expect(await preparePrograms({ folder, version }, options)).toBe(programs);
  expect((await stat(programs)).ino).toBe(before.ino);
});
