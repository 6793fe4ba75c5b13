import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeClusterSettings } from './cluster-settings.ts';
import type { Account } from './run-program.ts';
import { runProgram } from './run-program.ts';

/** Superuser and database of the embedded cluster. */
export const clusterUser = 'homepot';
export const clusterDatabase = 'homepot';

const settingsName = 'homepot.conf';

export interface ClusterOptions {
  readonly data: string;
  readonly programs: string;
  readonly account: Account | undefined;
  /** Settings that win over ours. */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * Text sorts by code point, whatever the machine's locale is, so that indexes stay valid when the
 * machine's libraries change. Who may connect is decided by the socket's folder, which only the
 * account can enter.
 */
const initdbParameters = [
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--data-checksums',
  '--auth=trust',
  `--username=${clusterUser}`,
];

/** Makes the cluster beside its place and moves it there, so that none is ever half made. */
async function createCluster({ data, programs, account, settings }: ClusterOptions) {
  const draft = `${data}.${randomBytes(6).toString('hex')}`;
  const inHaste = settings.fsync === 'off' ? ['--no-sync'] : [];
  const { code, output } = await runProgram(
    join(programs, 'initdb'),
    [...initdbParameters, ...inHaste, '-D', draft],
    account,
  );
  if (code !== 0) {
    await rm(draft, { recursive: true, force: true });
    throw new Error(
      `The database in ${data} could not be made. initdb said:\n${output}\n` +
        'Free some space or choose another DATA_DIR, or set DATABASE_URL.',
    );
  }
  const main = join(draft, 'postgresql.conf');
  await writeFile(main, `\ninclude_if_exists '${settingsName}'\n`, { flag: 'a' });
  await rename(draft, data);
}

async function requireSameMajor({ data, programs }: ClusterOptions, version: string) {
  const { output } = await runProgram(join(programs, 'postgres'), ['--version']);
  const major = /(\d+)/.exec(output)?.[1];
  if (major === version) return;
  throw new Error(
    `The database in ${data} was made by PostgreSQL ${version}, and this program brings PostgreSQL ${major}. ` +
      `Keep the folder, make a backup with the version of HOMEPOT that made it (homepot backup) and restore that into a new DATA_DIR; ` +
      `or run it under a PostgreSQL ${version} of your own and set DATABASE_URL.`,
  );
}

/** Makes the cluster if it is not there, checks that these programs can open it, sets it up. */
export async function prepareCluster(options: ClusterOptions): Promise<void> {
  const version = await readFile(join(options.data, 'PG_VERSION'), 'utf8').catch(() => '');
  if (version === '') {
    await mkdir(dirname(options.data), { recursive: true });
    await createCluster(options);
  } else {
    await requireSameMajor(options, version.trim());
  }
  const path = join(options.data, settingsName);
  await writeFile(path, writeClusterSettings(options.settings), { mode: 0o600 });
  if (options.account) await chown(path, options.account.uid, options.account.gid);
}
