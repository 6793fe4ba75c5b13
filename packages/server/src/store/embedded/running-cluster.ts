import { join } from 'node:path';
import { clusterDatabase } from './cluster-create.ts';
import { readNote } from './cluster-place.ts';
import { connectionStringOf } from './connection-string.ts';
import { readPostmasterFile } from './postmaster-file.ts';
import { isRunning } from './process-table.ts';

/**
 * How to reach the embedded database that another process runs in this folder, as createEmbeddedPostgres
 * was given it. Undefined while it does not take connections.
 */
export async function findRunningCluster(folder: string): Promise<string | undefined> {
  const base = (await readNote(folder)) ?? folder;
  const file = await readPostmasterFile(join(base, 'data'));
  if (file?.ready !== true || !(await isRunning(file.pid))) return undefined;
  return connectionStringOf(file.socketFolder, clusterDatabase);
}
