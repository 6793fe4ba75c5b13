import { createHash } from 'node:crypto';
import { chmod, chown, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../kernel/index.ts';
import { findAccount } from './account.ts';
import type { Account } from './run-program.ts';
import { runProgram } from './run-program.ts';

/** Where everything of the embedded database lies. */
export interface ClusterPlace {
  /** PostgreSQL's own data folder. */
  readonly data: string;
  readonly sockets: string;
  readonly logs: string;
  /** What the database says before its log is open; written anew at each start. */
  readonly startLog: string;
}

const noteName = 'MOVED.txt';

const noteText = (place: string, account: Account) =>
  `The database of this folder lies in another place, since the account that it runs as
(${account.name}) cannot enter this one. Back it up and move it together with this folder. It is in

${place}
`;

/** Where the cluster of this folder lies, if it was moved to another place. */
export async function readNote(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, noteName), 'utf8').catch(() => '');
  return text.trim().split('\n').at(-1) || undefined;
}

async function canEnter(folder: string, account: Account): Promise<boolean> {
  const { code } = await runProgram('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], account);
  return code === 0;
}

/** Makes a folder that belongs to the account alone. */
export async function makePrivateFolder(folder: string, account: Account | undefined) {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  if (account) await chown(folder, account.uid, account.gid);
}

/**
 * Makes a folder of root that everybody may pass through, but not list or write, below
 * `systemFolder`, which is opened in the same way.
 */
export async function makePassableFolder(systemFolder: string, name: string): Promise<string> {
  const folder = join(systemFolder, name);
  await mkdir(folder, { recursive: true });
  for (const path of [systemFolder, folder]) {
    const { mode } = await stat(path);
    if ((mode & 0o111) !== 0o111) await chmod(path, (mode & 0o7777) | 0o111);
  }
  return folder;
}

/** Where the account can keep the cluster: `folder`, or else a place below `systemFolder`. */
async function chooseFolder(folder: string, account: Account, options: Options): Promise<string> {
  await makePrivateFolder(folder, account);
  if (await canEnter(folder, account)) return folder;
  await chown(folder, 0, 0);
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const place = join(await makePassableFolder(options.systemFolder, 'clusters'), name);
  await makePrivateFolder(place, account);
  if (!(await canEnter(place, account))) {
    throw new Error(
      `The account ${account.name}, which the database runs as, can enter neither ${folder} nor ${place}. ` +
        'Let it pass through their parents (chmod o+x), choose another DATA_DIR, or set DATABASE_URL.',
    );
  }
  await writeFile(join(folder, noteName), noteText(place, account));
  options.log.warn({ folder, place }, 'the database lies elsewhere: its account cannot enter');
  return place;
}

interface Options {
  /** Where the cluster belongs. */
  readonly folder: string;
  /** Below it the cluster goes where the account cannot enter `folder`; a note says so. */
  readonly systemFolder: string;
  readonly log: Log;
}

/** Finds or makes the folders of the cluster, and says who runs it. */
export async function placeCluster(
  options: Options,
): Promise<{ place: ClusterPlace; account: Account | undefined }> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const folder = await realpath(options.folder);
  // Once moved, always moved: rights may change, the data stay where they are.
  const moved = await readNote(folder);
  const account = await findAccount(join(moved ?? folder, 'data'));
  const base = moved ?? (account ? await chooseFolder(folder, account, options) : folder);
  const place = {
    data: join(base, 'data'),
    sockets: join(base, 'sockets'),
    logs: join(base, 'log'),
    startLog: join(base, 'log', 'start.log'),
  };
  for (const made of [base, place.sockets, place.logs]) await makePrivateFolder(made, account);
  return { place, account };
}
