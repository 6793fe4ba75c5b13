import { HomepotError } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import { groupNotFound } from './stored-group.ts';

/** The beginning of a fingerprint stands for it from so many characters on. */
const beginningCharactersMin = 8;

const find = `
SELECT fingerprint FROM error_groups
WHERE fingerprint = $1 OR (length($1) >= $2 AND starts_with(fingerprint, $1))
ORDER BY fingerprint <> $1 LIMIT 2`;

/**
 * The fingerprint that somebody wrote, whole or the beginning of it. Throws not_found, and
 * parameter_invalid where several begin so.
 */
export async function findFingerprint(
  database: Pick<Database, 'query'>,
  written: string,
  path: string,
): Promise<string> {
  const [first, second] = await database.query<{ fingerprint: string }>(find, [
    written,
    beginningCharactersMin,
  ]);
  if (first === undefined) throw groupNotFound();
  if (first.fingerprint !== written && second !== undefined) {
    throw new HomepotError('parameter_invalid', {
      path,
      message: `Several fingerprints begin with ${written}`,
    });
  }
  return first.fingerprint;
}
