import type { AnswerOf, showSite } from '@homepot/catalogue';
import { HomepotError } from '../../kernel/index.ts';

/** A site as the API shows it. */
export type Site = AnswerOf<typeof showSite>;

/** A site as it is read. */
export type StoredSite = Site & { readonly id: number };

/** What is selected of a site, as `s`. */
export const siteColumns = `s.id, s.site_id, s.name, s.description, s.location, s.latitude,
  s.longitude, s.timezone, s.is_active,
  (SELECT count(*) FROM devices d WHERE d.site_id = s.id AND d.is_active) AS devices,
  s.created_at, s.updated_at`;

/** A site without what only the database needs. */
export const showStoredSite = ({ id: _id, ...site }: StoredSite): Site => site;

/** The error for a name that no site has. */
export const siteNotFound = (): HomepotError =>
  new HomepotError('not_found', { message: 'There is no site of that name' });
