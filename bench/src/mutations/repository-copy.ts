import { cp, mkdir, mkdtemp, readdir, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';

/** A copy of the repository in which anything may be broken. */
export interface RepositoryCopy {
  readonly folder: string;
  remove(): Promise<void>;
}

const leftOut = new Set(['.git', 'node_modules', 'data', 'coverage']);

async function linkPackages(from: string, to: string, root: string, copy: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    if (name.startsWith('@')) {
      await linkPackages(join(from, name), join(to, name), root, copy);
      continue;
    }
    // A package of this repository must be the copied one.
    const place = relative(root, await realpath(join(from, name)));
    const isOwn = !place.startsWith('..') && !place.includes('node_modules');
    await symlink(isOwn ? join(copy, place) : join(from, name), join(to, name));
  }
}

async function listOwnModules(root: string): Promise<readonly string[]> {
  const packages = await readdir(join(root, 'packages'));
  const folders = ['', 'e2e', 'bench', 'docs', ...packages.map((name) => join('packages', name))];
  const found = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(root, folder))).includes('node_modules')
        ? [join(folder, 'node_modules')]
        : [],
    ),
  );
  return found.flat();
}

/** Copies the sources of the repository in `root` to a temporary folder; dependencies are linked. */
export async function createRepositoryCopy(root: string): Promise<RepositoryCopy> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'homepot-mutations-')));
  await cp(root, folder, { recursive: true, filter: (path) => !leftOut.has(basename(path)) });
  for (const modules of await listOwnModules(root)) {
    await linkPackages(join(root, modules), join(folder, modules), root, folder);
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
