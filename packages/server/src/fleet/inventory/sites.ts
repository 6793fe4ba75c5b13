import type {
  BodyOf,
  createSite as createRoute,
  listSites as listRoute,
  QueryOf,
  updateSite as updateRoute,
} from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import type { Clock, Page } from '../../kernel/index.ts';
import { HomepotError, limits, readCursor, toPage } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import { isTimezone } from '../schedules/is-timezone.ts';
import { describeChange } from './describe-change.ts';
import { lockSite } from './lock-site.ts';
import type { Site, StoredSite } from './site.ts';
import { showStoredSite, siteColumns, siteNotFound } from './site.ts';
import { tellTaken } from './tell-taken.ts';

type NewSite = BodyOf<typeof createRoute>;
type SiteChange = BodyOf<typeof updateRoute>;

/** The places where devices stand. Every change is audited with the values before and after. */
export interface Sites {
  list(query: QueryOf<typeof listRoute>): Promise<Page<Site>>;
  /** Throws conflict where the name is taken, also by a removed site, and parameter_invalid. */
  create(site: NewSite, actor: Actor): Promise<Site>;
  /** Removed sites too. Throws not_found. */
  read(siteId: string): Promise<Site>;
  /**
   * Throws not_found, parameter_invalid, and still_in_use where a site is to be removed in which
   * active devices stand.
   */
  update(siteId: string, change: SiteChange, actor: Actor): Promise<Site>;
}

export interface InventoryDependencies {
  readonly database: Database;
  readonly clock: Clock;
}

const changeable = [
  'name',
  'description',
  'location',
  'latitude',
  'longitude',
  'timezone',
  'is_active',
] as const;

function requireTimezone(timezone: string | undefined): void {
  if (timezone === undefined || isTimezone(timezone)) return;
  throw new HomepotError('parameter_invalid', {
    path: 'timezone',
    message: `${JSON.stringify(timezone)} is no IANA time zone such as Europe/London`,
  });
}

async function createSite(
  { database, clock }: InventoryDependencies,
  given: NewSite,
  actor: Actor,
): Promise<Site> {
  const { site_id, name, description, location, latitude, longitude, timezone = 'UTC' } = given;
  requireTimezone(timezone);
  const atMs = clock.nowMs();
  const values = [site_id, name, description, location, latitude, longitude, timezone];
  const run = database.transaction(async (transaction) => {
    const [site] = await transaction.query<StoredSite>(
      `WITH s AS (
         INSERT INTO sites (site_id, name, description, location, latitude, longitude, timezone,
           created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) RETURNING *)
       SELECT ${siteColumns} FROM s`,
      [...values.map((value) => value ?? null), new Date(atMs).toISOString()],
    );
    if (site === undefined) throw new Error('INSERT INTO sites returned no row');
    await appendAudit(transaction, {
      atMs,
      eventType: 'site_created',
      description: `Site ${site_id} was created`,
      siteId: site_id,
      newValues: { ...given, timezone },
      ...auditedActor(actor),
    });
    return showStoredSite(site);
  });
  return tellTaken(run, 'site_id');
}

const verbs = { site_removed: 'removed', site_restored: 'brought back', site_updated: 'changed' };

function eventOf(before: Site, after: Site): keyof typeof verbs {
  if (before.is_active === after.is_active) return 'site_updated';
  return after.is_active ? 'site_restored' : 'site_removed';
}

function requireEmpty(site: Site): void {
  if (site.devices === 0) return;
  throw new HomepotError('still_in_use', {
    message: `${site.devices === 1 ? '1 active device stands' : `${site.devices} active devices stand`} in ${site.site_id}`,
  });
}

async function writeSite(transaction: Transaction, site: StoredSite, at: string): Promise<void> {
  await transaction.query(
    `UPDATE sites SET name = $2, description = $3, location = $4, latitude = $5, longitude = $6,
       timezone = $7, is_active = $8, updated_at = $9 WHERE id = $1`,
    [site.id, ...changeable.map((name) => site[name]), at],
  );
}

async function updateSite(
  { database, clock }: InventoryDependencies,
  siteId: string,
  change: SiteChange,
  actor: Actor,
): Promise<Site> {
  requireTimezone(change.timezone);
  return database.transaction(async (transaction) => {
    await lockSite(transaction, siteId);
    // Counted once more: devices may have come while the lock was waited for.
    const before = await lockSite(transaction, siteId);
    const changed = describeChange(before, { ...before, ...change }, changeable);
    if (changed === undefined) return showStoredSite(before);
    if (before.is_active && change.is_active === false) requireEmpty(before);
    const atMs = clock.nowMs();
    const at = new Date(atMs).toISOString();
    const after = { ...before, ...change, updated_at: at.replace('Z', '000Z') };
    await writeSite(transaction, after, at);
    const eventType = eventOf(before, after);
    await appendAudit(transaction, {
      atMs,
      eventType,
      description: `Site ${siteId} was ${verbs[eventType]}`,
      siteId,
      ...changed,
      ...auditedActor(actor),
    });
    return showStoredSite(after);
  });
}

const pageOfSites = `
SELECT ${siteColumns} FROM sites s WHERE s.id > $1 AND (s.is_active OR $2) ORDER BY s.id LIMIT $3`;

export function createSites(deps: InventoryDependencies): Sites {
  const { database } = deps;
  return {
    async list({ limit = limits.listRowsDefault, cursor, include_inactive = false }) {
      const after = readCursor(cursor);
      const rows = await database.query<StoredSite>(pageOfSites, [
        after,
        include_inactive,
        limit + 1,
      ]);
      return toPage(rows, limit, showStoredSite);
    },
    create: (site, actor) => createSite(deps, site, actor),
    async read(siteId) {
      const [site] = await database.query<StoredSite>(
        `SELECT ${siteColumns} FROM sites s WHERE s.site_id = $1`,
        [siteId],
      );
      if (site === undefined) throw siteNotFound();
      return showStoredSite(site);
    },
    update: (siteId, change, actor) => updateSite(deps, siteId, change, actor),
  };
}
