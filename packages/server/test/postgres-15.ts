import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findAccount } from '../src/store/embedded/account.ts';

/** The oldest PostgreSQL that HOMEPOT works with, where Debian has put it. */
const programs = '/usr/lib/postgresql/15/bin';

/** Whether it is installed here. */
export const hasPostgres15 = existsSync(join(programs, 'postgres'));

/** A PostgreSQL 15 of its own. */
export interface Postgres15 {
  /** Leads to an empty database; its role owns that, and nothing else. */
  readonly connectionString: string;
  stop(): Promise<void>;
}

const run = promisify(execFile);

/** Starts one in a folder below /tmp, as an account without rights. It listens on a socket only. */
export async function startPostgres15(): Promise<Postgres15> {
  const folder = await mkdtemp('/tmp/homepot-pg15-');
  const account = await findAccount(folder);
  if (account) await chown(folder, account.uid, account.gid);
  const options = { cwd: '/', ...(account && { uid: account.uid, gid: account.gid }) };
  const call = (program: string, ...words: string[]) =>
    run(join(programs, program), words, options);
  const data = join(folder, 'data');
  await call('initdb', '-D', data, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '--no-sync');
  const settings = `-c listen_addresses= -c unix_socket_directories=${folder} -c fsync=off`;
  const log = join(folder, 'log');
  await call('pg_ctl', '-D', data, '-l', log, '-o', settings, '-w', 'start');
  const name = `shop_${randomBytes(3).toString('hex')}`;
  const ask = (statement: string) => call('psql', '-h', folder, '-U', 'postgres', '-qc', statement);
  await ask(`CREATE ROLE ${name} LOGIN`);
  await ask(`CREATE DATABASE ${name} OWNER ${name}`);
  return {
    connectionString: `postgres://${name}@/${name}?host=${encodeURIComponent(folder)}`,
    async stop() {
      await call('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
