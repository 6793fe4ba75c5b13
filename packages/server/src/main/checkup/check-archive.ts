import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Clock, Config } from '../../kernel/index.ts';
import { createStorage } from '../../retention/index.ts';
import type { Finding } from './finding.ts';
import { fail, ok, wordsOf } from './finding.ts';

const name = 'archive';
const probe = 'homepot doctor was here';

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/**
 * Whether the archive can be written, read and removed from. That in the data folder is not tried: the
 * checks of that folder say the same.
 */
export async function checkArchive(
  config: Config,
  dataFolder: string,
  clock: Clock,
): Promise<Finding> {
  if (config.ARCHIVE_URL === undefined) return ok(name, join(dataFolder, 'archive'));
  const storage = createStorage({ config, dataFolder, clock });
  const key = `homepot_doctor/${randomUUID()}`;
  try {
    await storage.write(key, bytesOf(probe));
    const read = await buffer(storage.read(key));
    await storage.remove(key);
    if (read.toString() !== probe) throw new Error('It gave back something else than was written.');
    return ok(name, `${storage.describe()} can be written and read`);
  } catch (error) {
    return fail(
      name,
      wordsOf(error),
      'Until it can be written, old rows stay in the database: correct ARCHIVE_URL and the ARCHIVE_S3 settings.',
    );
  }
}
