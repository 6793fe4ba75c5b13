import { randomBytes } from 'node:crypto';
import type { SecretBox } from '../../auth/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { StoredExport } from './stored-export.ts';
import { keyOwnerOf } from './stored-export.ts';

const keyBytes = 32;
const stable = 'stable';
const stableOwner = 'export-key:stable';

/** A key that nobody has seen before, as text that can be sealed. */
const drawKey = (): string => randomBytes(keyBytes).toString('base64');

/** The key of one export that is thrown away when that has ended, encrypted. */
export const sealFreshKey = (box: SecretBox, exportId: string): Buffer =>
  box.seal(drawKey(), keyOwnerOf(exportId));

/** Makes the key of stable pseudonyms unless there is one. Whoever comes first makes it for all. */
export async function ensureStableKey(
  { query }: Pick<Transaction, 'query'>,
  box: SecretBox,
  atMs: number,
): Promise<void> {
  await query(
    `INSERT INTO export_keys (name, sealed_key, created_at) VALUES ($1, $2, $3)
     ON CONFLICT (name) DO NOTHING`,
    [stable, box.seal(drawKey(), stableOwner), new Date(atMs).toISOString()],
  );
}

/** The key of the pseudonyms of an export. Throws when it cannot be opened with this SECRET_KEY. */
export async function readPseudonymKey(
  { query }: Pick<Transaction, 'query'>,
  box: SecretBox,
  stored: StoredExport,
): Promise<Buffer> {
  const isFresh = stored.pseudonyms === 'fresh';
  const [row] = isFresh
    ? [stored]
    : await query<{ sealed_key: Buffer }>('SELECT sealed_key FROM export_keys WHERE name = $1', [
        stable,
      ]);
  const owner = isFresh ? keyOwnerOf(stored.export_id) : stableOwner;
  const opened = row?.sealed_key ? box.open(row.sealed_key, owner) : undefined;
  if (opened !== undefined) return Buffer.from(opened, 'base64');
  throw new Error(
    'The key of the pseudonyms cannot be opened: SECRET_KEY is another one than when it was made',
  );
}
