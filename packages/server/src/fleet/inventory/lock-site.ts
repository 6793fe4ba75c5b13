import { HomepotError } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { StoredSite } from './site.ts';
import { siteColumns, siteNotFound } from './site.ts';

/** Locks a site against other changes of it until the transaction ends. Throws not_found. */
export async function lockSite(transaction: Transaction, siteId: string): Promise<StoredSite> {
  const [site] = await transaction.query<StoredSite>(
    `SELECT ${siteColumns} FROM sites s WHERE s.site_id = $1 FOR NO KEY UPDATE`,
    [siteId],
  );
  if (site === undefined) throw siteNotFound();
  return site;
}

/**
 * Keeps an active site from being removed until the transaction ends, and returns its number.
 * Throws parameter_invalid where there is none.
 */
export async function holdSite(transaction: Transaction, siteId: string): Promise<number> {
  const [site] = await transaction.query<{ id: number }>(
    'SELECT id FROM sites WHERE site_id = $1 AND is_active FOR SHARE',
    [siteId],
  );
  if (site !== undefined) return site.id;
  throw new HomepotError('parameter_invalid', {
    path: 'site_id',
    message: `There is no active site ${JSON.stringify(siteId)}`,
  });
}
