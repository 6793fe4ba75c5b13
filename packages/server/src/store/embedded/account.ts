import { stat } from 'node:fs/promises';
import type { Account } from './run-program.ts';
import { runProgram } from './run-program.ts';

const candidates = ['postgres', '_postgres', 'nobody'];

async function readNumber(flag: '-u' | '-g', name: string): Promise<number> {
  const { code, output } = await runProgram('id', [flag, name]);
  return code === 0 ? Number(output) : Number.NaN;
}

/**
 * PostgreSQL refuses to run as root. Returns an unprivileged account of this machine to run it as
 * where this process is root, and undefined where it can simply run as this user. A data folder that
 * is there already is run by its owner.
 */
export async function findAccount(dataFolder: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(dataFolder).catch(() => undefined);
  if (owner && owner.uid !== 0)
    return { name: `user ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  for (const name of candidates) {
    const uid = await readNumber('-u', name);
    const gid = await readNumber('-g', name);
    if (uid > 0 && gid > 0) return { name, uid, gid };
  }
  throw new Error(
    `PostgreSQL does not run as root, and this machine has no account named ${candidates.join(', ')}. ` +
      'Start HOMEPOT as an ordinary user, or set DATABASE_URL.',
  );
}
