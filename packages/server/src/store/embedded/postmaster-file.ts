import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What `postmaster.pid` in a data folder says about the database that serves it. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly socketFolder: string;
  readonly ready: boolean;
}

export const postmasterFileName = 'postmaster.pid';

/**
 * Reads the file that PostgreSQL keeps while it runs: process id, data folder, start, port, socket
 * folder, address, shared memory and status, a line each. It is written bit by bit while the
 * database starts, so that lines may be missing. Returns undefined where there is none.
 */
export async function readPostmasterFile(dataFolder: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(join(dataFolder, postmasterFileName), 'utf8').catch(() => '');
  const [pid = '', , , port = '', socketFolder = '', , , status = ''] = text.split('\n');
  if (!/^\d+$/.test(pid)) return undefined;
  return {
    pid: Number(pid),
    port: Number(port),
    socketFolder: socketFolder.trim(),
    ready: status.trim() === 'ready',
  };
}
