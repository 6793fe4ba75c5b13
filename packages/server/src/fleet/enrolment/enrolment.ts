import type {
  AnswerOf,
  BodyOf,
  createEnrolmentToken as createRoute,
  enrolDevice as tradeRoute,
} from '@homepot/catalogue';
import type { Actor, CallerPlace } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import type { Clock, Page, PageRequest } from '../../kernel/index.ts';
import { HomepotError, limits, readCursor, toPage } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import { removeRows } from '../../store/index.ts';
import type { NewCredential } from '../credentials/credential-keeper.ts';
import { holdSite } from '../inventory/lock-site.ts';
import type { EnrolmentDependencies } from './enrolment-dependencies.ts';
import { createRefusals } from './refusals.ts';
import type { EnrolmentToken, StoredToken } from './token.ts';
import { selectTokens, showToken } from './token.ts';
import { tradeToken } from './trade-token.ts';

type NewToken = BodyOf<typeof createRoute>;

/**
 * How a device gets its credential without a secret passing through people: an operator makes a
 * token for a site, the device trades it, once. Everything is audited, refused trades too.
 */
export interface Enrolment {
  list(page: PageRequest): Promise<Page<EnrolmentToken>>;
  /** The answer holds the whole token, which is never shown again. Throws parameter_invalid. */
  create(token: NewToken, actor: Actor): Promise<AnswerOf<typeof createRoute>>;
  /** Takes a token back; again is no error. Throws not_found, and conflict for one that was traded. */
  revoke(tokenId: string, actor: Actor): Promise<void>;
  /** Throws enrolment_token_invalid or conflict. */
  trade(given: BodyOf<typeof tradeRoute>, place: CallerPlace): Promise<NewCredential>;
}

const isoOf = (ms: number): string => new Date(ms).toISOString();

/** Throws parameter_invalid for a token that could never be traded. */
async function requireEnrollable(
  transaction: Transaction,
  { site_id, device_id }: NewToken,
): Promise<void> {
  if (device_id === undefined) return;
  const [device] = await transaction.query<{ site_id: string; is_active: boolean }>(
    `SELECT s.site_id, d.is_active FROM devices d JOIN sites s ON s.id = d.site_id
     WHERE d.device_id = $1`,
    [device_id],
  );
  if (device === undefined || (device.is_active && device.site_id === site_id)) return;
  throw new HomepotError('parameter_invalid', {
    path: 'device_id',
    message: device.is_active
      ? `${device_id} stands in ${device.site_id}`
      : `${device_id} is removed`,
  });
}

async function createToken(
  { database, clock, enrolmentSecrets }: EnrolmentDependencies,
  given: NewToken,
  actor: Actor,
): Promise<AnswerOf<typeof createRoute>> {
  const { site_id, device_id = null, segment = null, provenance = 'real' } = given;
  const { tokenId, text, hash } = enrolmentSecrets.create();
  const atMs = clock.nowMs();
  const expires_at = isoOf(atMs + (given.expires_in_hours ?? 24) * 3_600_000);
  return database.transaction(async (transaction) => {
    const siteRowId = await holdSite(transaction, site_id);
    await requireEnrollable(transaction, given);
    await transaction.query(
      `INSERT INTO enrolment_tokens (site_id, token_id, secret_hash, device_id, segment, provenance,
         created_by, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, (SELECT id FROM users WHERE username = $7), $8, $9)`,
      [
        siteRowId,
        tokenId,
        hash,
        device_id,
        segment,
        provenance,
        actor.username ?? null,
        isoOf(atMs),
        expires_at,
      ],
    );
    const [token] = await transaction.query<StoredToken>(`${selectTokens} WHERE t.token_id = $1`, [
      tokenId,
    ]);
    if (token === undefined) throw new Error('the enrolment token could not be read');
    await appendAudit(transaction, {
      atMs,
      eventType: 'enrolment_token_created',
      description: `Enrolment token ${tokenId} was created for ${site_id}`,
      siteId: site_id,
      deviceId: given.device_id,
      newValues: { token_id: tokenId, device_id, segment, provenance, expires_at },
      ...auditedActor(actor),
    });
    return { ...showToken(token), token: text };
  });
}

/** To take it back would keep nobody out, and an answer as if it did would say otherwise. */
const wasTraded = ({ used_by }: StoredToken): HomepotError =>
  new HomepotError('conflict', {
    path: 'token_id',
    message: `The token was traded already by ${used_by ?? 'a device'}: revoke the credential of the device`,
  });

async function revokeToken(
  { database, clock }: EnrolmentDependencies,
  tokenId: string,
  actor: Actor,
): Promise<void> {
  await database.transaction(async (transaction) => {
    const [token] = await transaction.query<StoredToken>(
      `${selectTokens} WHERE t.token_id = $1 FOR NO KEY UPDATE OF t`,
      [tokenId],
    );
    if (token === undefined) {
      throw new HomepotError('not_found', { message: 'There is no enrolment token of that id' });
    }
    if (token.revoked_at !== null) return;
    if (token.used_at !== null) throw wasTraded(token);
    const atMs = clock.nowMs();
    await transaction.query('UPDATE enrolment_tokens SET revoked_at = $2 WHERE id = $1', [
      token.id,
      isoOf(atMs),
    ]);
    await appendAudit(transaction, {
      atMs,
      eventType: 'enrolment_token_revoked',
      description: `Enrolment token ${tokenId} was revoked`,
      siteId: token.site_id,
      ...auditedActor(actor, { id: tokenId }),
    });
  });
}

export function createEnrolment(deps: EnrolmentDependencies): Enrolment {
  const tellRefusal = createRefusals(deps);
  return {
    async list({ limit = limits.listRowsDefault, cursor }) {
      const rows = await deps.database.query<StoredToken>(
        `${selectTokens} WHERE t.id > $1 ORDER BY t.id LIMIT $2`,
        [readCursor(cursor), limit + 1],
      );
      return toPage(rows, limit, showToken);
    },
    create: (token, actor) => createToken(deps, token, actor),
    revoke: (tokenId, actor) => revokeToken(deps, tokenId, actor),
    trade: (given, place) => tradeToken(deps, tellRefusal, given, place),
  };
}

/** Removes tokens that ended long ago. Returns how many. */
export async function removeOldEnrolmentTokens(database: Database, clock: Clock): Promise<number> {
  const before = isoOf(clock.nowMs() - limits.enrolmentTokensKeptDays * 86_400_000);
  const ended = 'coalesce(used_at, revoked_at, expires_at) < $1';
  return removeRows(database, 'enrolment_tokens', ended, [before]);
}
