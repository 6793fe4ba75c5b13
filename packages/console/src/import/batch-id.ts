import { createHash } from 'node:crypto';

/**
 * The id of a batch by what it holds: the same file sent again has the same batches, and the server
 * stores each of them once. An historical batch is another batch, so that a file that went to
 * quarantine for its age can be sent again with --historical.
 */
export function batchIdOf(
  table: string,
  index: number,
  bytes: Uint8Array,
  historical: boolean,
): string {
  const hash = createHash('sha256');
  hash.update(`${table}\n${index}\n${historical ? 'historical' : ''}\n`).update(bytes);
  return `import-${hash.digest('hex')}`;
}
