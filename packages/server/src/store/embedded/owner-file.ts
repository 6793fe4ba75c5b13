import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readStart } from './process-table.ts';

/**
 * Says which server uses a database folder, so that a second one does not take over, and later stop,
 * the database of the first. A process is known by its id and its start, since ids are used again.
 */
const ownerName = 'server.json';

interface Owner {
  readonly pid: number;
  readonly start: string;
}

async function readOwner(folder: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, ownerName), 'utf8')) as Owner;
  } catch {
    // Absent, or cut off by a crash: nobody's.
    return undefined;
  }
}

/** Puts the file in place whole; false if there is one already. */
async function place(folder: string, owner: Owner): Promise<boolean> {
  const draft = join(folder, `${ownerName}.${process.pid}`);
  await writeFile(draft, JSON.stringify(owner), { mode: 0o600 });
  try {
    await link(draft, join(folder, ownerName));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Takes the folder for this process. Throws while another one that still runs has it. */
export async function claimFolder(folder: string): Promise<void> {
  const mine: Owner = { pid: process.pid, start: await readStart(process.pid) };
  while (!(await place(folder, mine))) {
    const owner = await readOwner(folder);
    if (owner && owner.pid !== process.pid && (await readStart(owner.pid)) === owner.start) {
      throw new Error(
        `Another HOMEPOT server (process ${owner.pid}) uses the database in ${folder}. ` +
          'Stop it first, or choose another DATA_DIR.',
      );
    }
    await rm(join(folder, ownerName), { force: true });
  }
}

/** Gives the folder back. */
export async function releaseFolder(folder: string): Promise<void> {
  if ((await readOwner(folder))?.pid === process.pid) await rm(join(folder, ownerName));
}
