import { HomepotError } from '../../kernel/index.ts';
import type { ArchiveDependencies } from './archive-dependencies.ts';
import type { StoredPart } from './parts/stored-part.ts';
import { readPart, requireWritten } from './parts/stored-part.ts';
import { summarisePart } from './summarise-part.ts';

/** What says that a file is not what it should be; other errors say that it could not be read now. */
const isFault = (error: unknown): error is HomepotError =>
  error instanceof HomepotError &&
  (error.code === 'archive_damaged' || error.code === 'archive_missing');

/**
 * Reads the file of a part back, at any time, and notes whether it is what was written. A damaged or
 * missing file is no error but what was found: `fault` says what. Throws storage_* where the storage
 * did not answer, and not_found.
 */
export async function checkPart(deps: ArchiveDependencies, id: number): Promise<StoredPart> {
  const { database, clock } = deps;
  const part = requireWritten(await readPart(database, id));
  let fault: string | null = null;
  try {
    await summarisePart(deps, part);
  } catch (error) {
    if (!isFault(error)) throw error;
    fault = error.message;
  }
  await database.query('UPDATE archive_parts SET checked_at = $2, fault = $3 WHERE id = $1', [
    id,
    new Date(clock.nowMs()).toISOString(),
    fault,
  ]);
  return readPart(database, id);
}
