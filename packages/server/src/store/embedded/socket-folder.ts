import { mkdtemp, rm } from 'node:fs/promises';
import { makePrivateFolder } from './cluster-place.ts';
import type { Account } from './run-program.ts';

/** The longest path of a socket that every system takes, with some to spare. */
const socketPathBytesMax = 100;
const socketName = '.s.PGSQL.5432';
const temporaryPrefix = '/tmp/homepot-socket-';
const temporaryFolder = /^\/tmp\/homepot-socket-\w+$/;

/**
 * Where the socket goes: into the cluster's own folder, or, where its path would be too long or hold
 * what PostgreSQL takes for a separator, into a private folder below /tmp.
 */
export async function chooseSocketFolder(
  wanted: string,
  account: Account | undefined,
): Promise<string> {
  const fits = Buffer.byteLength(`${wanted}/${socketName}`) <= socketPathBytesMax;
  if (fits && !/[,"]/.test(wanted)) return wanted;
  const folder = await mkdtemp(temporaryPrefix);
  await makePrivateFolder(folder, account);
  return folder;
}

/** Removes the folder if it is one that was made below /tmp. */
export async function removeSocketFolder(folder: string): Promise<void> {
  if (temporaryFolder.test(folder)) await rm(folder, { recursive: true, force: true });
}
