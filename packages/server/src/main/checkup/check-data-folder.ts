import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Finding } from './finding.ts';
import { fail, ok, warn, wordsOf } from './finding.ts';

const gibibyte = 1_073_741_824;
const freeBytesMin = gibibyte / 4;
const freeBytesWanted = 2 * gibibyte;
/** Passing through is harmless: every part of the folder has rights of its own. */
const readingAndWritingOfOthers = 0o066;

/** The folder itself, or the nearest one above it that is there. */
async function findExisting(folder: string): Promise<string> {
  try {
    await stat(folder);
    return folder;
  } catch {
    return dirname(folder) === folder ? folder : findExisting(dirname(folder));
  }
}

async function checkRights(folder: string): Promise<Finding> {
  const name = 'data folder';
  const existing = await findExisting(folder);
  try {
    await access(existing, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    return fail(name, wordsOf(error), 'Set DATA_DIR to a folder that this user may write.');
  }
  if (existing !== folder) return ok(name, `${folder} will be made at the first start`);
  const { mode } = await stat(folder);
  return (mode & readingAndWritingOfOthers) === 0
    ? ok(name, folder)
    : warn(name, `${folder} can be read by other users`, `chmod 711 ${folder}`);
}

async function checkSpace(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(await findExisting(folder));
  const freeBytes = bavail * bsize;
  const message = `${(freeBytes / gibibyte).toFixed(1)} GiB free`;
  const action = 'Free some space, or set DATA_DIR to a larger disk.';
  if (freeBytes < freeBytesMin) return fail('disk', message, action);
  return freeBytes < freeBytesWanted ? warn('disk', message, action) : ok('disk', message);
}

/** Whether the data folder can be used and has room. */
export async function checkDataFolder(folder: string): Promise<readonly Finding[]> {
  return [await checkRights(folder), await checkSpace(folder)];
}
