import type { Database } from '../../store/index.ts';
import { siteNotFound } from '../inventory/site.ts';

/** A site as far as its hours and numbers need it. */
export interface SiteRow {
  readonly id: number;
  readonly site_id: string;
  readonly timezone: string;
}

/** A site by its name, removed ones too. Throws not_found. */
export async function findSite(
  database: Pick<Database, 'query'>,
  siteId: string,
): Promise<SiteRow> {
  const [site] = await database.query<SiteRow>(
    'SELECT id, site_id, timezone FROM sites WHERE site_id = $1',
    [siteId],
  );
  if (site === undefined) throw siteNotFound();
  return site;
}
