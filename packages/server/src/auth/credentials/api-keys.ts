import type { CredentialProvenance, KeyScope } from '@homepot/catalogue';
import type { Clock, Page, PageRequest } from '../../kernel/index.ts';
import { HomepotError, limits, readCursor, toPage } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import type { Actor } from '../audit/actor.ts';
import { auditedActor } from '../audit/actor.ts';
import { appendAudit } from '../audit/audit-trail.ts';
import type { Authenticator } from '../authenticator.ts';
import { readAllowedOrigins } from './allowed-origins.ts';
import { createApiKeyText } from './key-text.ts';
import type { SecretKeys } from './secret-keys.ts';

/** A key as lists show it. */
interface ApiKey {
  /** The key id, the public part of the key. */
  readonly id: string;
  readonly name: string;
  readonly scope: KeyScope;
  readonly provenance: CredentialProvenance;
  /** The user who answers for it. */
  readonly username: string;
  readonly created_at: string;
  readonly last_used_at: string | null;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
  /** Of whose pages a key of scope browser is taken; null for other keys. */
  readonly allowed_origins: readonly string[] | null;
}

/** A key to be made. */
interface NewApiKey {
  readonly name: string;
  readonly scope: KeyScope;
  /** What is written as provenance of the rows it sends; `real` where absent. */
  readonly provenance?: CredentialProvenance | undefined;
  /** ISO 8601; absent = it does not end by itself. */
  readonly expires_at?: string | undefined;
  /** Who answers for it; absent = who makes it, or the first administrator on this machine. */
  readonly username?: string | undefined;
  /** For the scope browser, and no other: the origins of the pages that it stands in. */
  readonly allowed_origins?: readonly string[] | undefined;
}

export interface ApiKeys {
  /** The answer holds the whole key, which is never shown again. */
  create(key: NewApiKey, actor: Actor): Promise<ApiKey & { readonly key: string }>;
  list(page: PageRequest): Promise<Page<ApiKey>>;
  /** Takes a key back; again is no error. Throws not_found. */
  revoke(keyId: string, actor: Actor): Promise<void>;
}

export interface ApiKeysDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly secretKeys: SecretKeys;
  readonly authenticator: Pick<Authenticator, 'forget'>;
}

interface Owner {
  readonly id: number;
  readonly username: string;
  readonly is_admin: boolean;
}

async function findOwner(transaction: Transaction, username: string | undefined): Promise<Owner> {
  const [owner] = await transaction.query<Owner>(
    `SELECT id, username, is_admin FROM users
     WHERE is_active AND (username = $1 OR $1::text IS NULL AND is_admin) ORDER BY id LIMIT 1`,
    [username ?? null],
  );
  if (owner !== undefined) return owner;
  throw new HomepotError('parameter_invalid', {
    path: 'username',
    message: `There is no active user ${username ?? 'who is an administrator'}`,
  });
}

function requireScopeOfOwner(scope: KeyScope, owner: Owner): void {
  if (owner.is_admin || scope === 'ingest' || scope === 'browser') return;
  throw new HomepotError('parameter_invalid', {
    path: 'scope',
    message: `${owner.username} is no administrator, whose keys may only ingest or stand in pages`,
  });
}

/** The instant a key ends, checked. */
function readExpiry(expiresAt: string | undefined, nowMs: number): string | null {
  if (expiresAt === undefined) return null;
  const ms = Date.parse(expiresAt);
  const readable = /^\d{4}-\d\d-\d\d(T.+(Z|[+-]\d\d:?\d\d))?$/.test(expiresAt);
  if (readable && ms > nowMs) return new Date(ms).toISOString();
  throw new HomepotError('parameter_invalid', {
    path: 'expires_at',
    message: 'expires_at must be an instant to come, in ISO 8601 with a zone',
  });
}

const keyColumns = `k.id, k.key_id, k.name, k.scope, k.provenance, u.username, k.created_at,
  k.last_used_at, k.expires_at, k.revoked_at, k.allowed_origins`;

interface StoredKey extends Omit<ApiKey, 'id'> {
  readonly id: number;
  readonly key_id: string;
}

const showKey = ({ key_id, ...key }: StoredKey): ApiKey => ({ ...key, id: key_id });

async function createKey(
  { database, clock, secretKeys }: ApiKeysDependencies,
  given: NewApiKey,
  actor: Actor,
): Promise<ApiKey & { readonly key: string }> {
  const { name, scope, provenance = 'real' } = given;
  const atMs = clock.nowMs();
  const expiresAt = readExpiry(given.expires_at, atMs);
  const origins = readAllowedOrigins(scope, given.allowed_origins);
  const { keyId, text } = createApiKeyText(scope);
  return database.transaction(async (transaction) => {
    const owner = await findOwner(transaction, given.username ?? actor.username);
    requireScopeOfOwner(scope, owner);
    const [row] = await transaction.query<StoredKey>(
      `WITH k AS (
         INSERT INTO api_keys (user_id, name, key_id, secret_hash, scope, provenance, created_at, expires_at,
           allowed_origins)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING *)
       SELECT ${keyColumns} FROM k JOIN users u ON u.id = k.user_id`,
      [
        owner.id,
        name,
        keyId,
        secretKeys.hashCredential('api-key', text),
        scope,
        provenance,
        new Date(atMs).toISOString(),
        expiresAt,
        origins === null ? null : JSON.stringify(origins),
      ],
    );
    if (row === undefined) throw new Error('INSERT INTO api_keys returned no row');
    await appendAudit(transaction, {
      atMs,
      eventType: 'key_created',
      description: `Key ${keyId} (${name}) was created`,
      newValues: {
        id: keyId,
        name,
        scope,
        provenance,
        username: owner.username,
        expires_at: expiresAt,
        allowed_origins: origins === null ? null : [...origins],
      },
      ...auditedActor(actor),
    });
    return { ...showKey(row), key: text };
  });
}

async function revokeKey(
  { database, clock, authenticator }: ApiKeysDependencies,
  keyId: string,
  actor: Actor,
): Promise<void> {
  await database.transaction(async (transaction) => {
    const atMs = clock.nowMs();
    const [key] = await transaction.query<{ name: string; revoked_at: string | null }>(
      'SELECT name, revoked_at FROM api_keys WHERE key_id = $1 FOR UPDATE',
      [keyId],
    );
    if (key === undefined) {
      throw new HomepotError('not_found', { message: 'There is no key of that id' });
    }
    if (key.revoked_at !== null) return;
    await transaction.query('UPDATE api_keys SET revoked_at = $2 WHERE key_id = $1', [
      keyId,
      new Date(atMs).toISOString(),
    ]);
    await appendAudit(transaction, {
      atMs,
      eventType: 'key_revoked',
      description: `Key ${keyId} (${key.name}) was revoked`,
      ...auditedActor(actor, { id: keyId }),
    });
  });
  authenticator.forget({ keyId });
}

export function createApiKeys(deps: ApiKeysDependencies): ApiKeys {
  return {
    create: (key, actor) => createKey(deps, key, actor),
    async list({ limit = limits.listRowsDefault, cursor }) {
      const rows = await deps.database.query<StoredKey>(
        `SELECT ${keyColumns} FROM api_keys k JOIN users u ON u.id = k.user_id
         WHERE k.id > $1 ORDER BY k.id LIMIT $2`,
        [readCursor(cursor), limit + 1],
      );
      return toPage(rows, limit, showKey);
    },
    revoke: (keyId, actor) => revokeKey(deps, keyId, actor),
  };
}
