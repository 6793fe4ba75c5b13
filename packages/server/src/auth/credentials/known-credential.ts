import { timingSafeEqual } from 'node:crypto';
import type { CredentialProvenance, KeyScope } from '@homepot/catalogue';
import type { Database } from '../../store/index.ts';
import type { Principal } from '../principal.ts';
import type { LookUp } from './lookup-queue.ts';

/** What the database says of a credential that exists. */
export interface KnownCredential {
  readonly principal: Principal;
  /** Whether it was revoked or ended, or its user or device disabled. */
  readonly refused: boolean;
  /** Milliseconds since 1970; Infinity where it does not end by itself. */
  readonly expiresAtMs: number;
}

type Querier = Pick<Database, 'query'>;

interface Judged {
  readonly refused: boolean;
  readonly expires_at_ms: number | null;
}

const known = (principal: Principal, { refused, expires_at_ms }: Judged): KnownCredential => ({
  principal,
  refused,
  expiresAtMs: expires_at_ms ?? Number.POSITIVE_INFINITY,
});

interface HashedRow extends Judged {
  readonly key_id: string;
  readonly secret_hash: Buffer;
}

const keyIdCharacters = 16;

/** How a key is asked about: by its id and the hash of what was presented. */
export const keyQuestion = (keyId: string, hash: Buffer): string => keyId + hash.toString('hex');

/** Keeps the rows whose hash is the one that was presented. */
function matchKeys<Row extends HashedRow>(
  questions: readonly string[],
  rows: readonly Row[],
  principalOf: (row: Row) => Principal,
): Map<string, KnownCredential> {
  const byId = new Map(rows.map((row) => [row.key_id, row]));
  const matches = new Map<string, KnownCredential>();
  for (const question of questions) {
    const row = byId.get(question.slice(0, keyIdCharacters));
    const presented = Buffer.from(question.slice(keyIdCharacters), 'hex');
    const fits =
      row !== undefined &&
      row.secret_hash.length === presented.length &&
      timingSafeEqual(row.secret_hash, presented);
    if (fits) matches.set(question, known(principalOf(row), row));
  }
  return matches;
}

const keyIdsOf = (questions: readonly string[]): string[] => [
  ...new Set(questions.map((question) => question.slice(0, keyIdCharacters))),
];

interface ApiKeyRow extends HashedRow {
  readonly scope: KeyScope;
  readonly provenance: CredentialProvenance;
  readonly user_id: number;
  readonly username: string;
  readonly allowed_origins: readonly string[] | null;
}

/**
 * A key may do no more than the user who answers for it: only an administrator's keys read or
 * administer. Keys that send stay good when the user is no administrator any more, so that a
 * change among people does not stop the fleet.
 */
const apiKeysById = `
SELECT k.key_id, k.secret_hash, k.scope, k.provenance, u.id AS user_id, u.username,
  k.allowed_origins,
  (extract(epoch FROM k.expires_at) * 1000)::double precision AS expires_at_ms,
  k.revoked_at IS NOT NULL OR NOT u.is_active
    OR NOT (u.is_admin OR k.scope IN ('ingest', 'browser')) AS refused
FROM api_keys k JOIN users u ON u.id = k.user_id
WHERE k.key_id = ANY($1::text[])`;

/** Asks about API keys; the questions are made by `keyQuestion`. */
export const lookUpApiKeys =
  (database: Querier): LookUp<KnownCredential> =>
  async (questions) => {
    const rows = await database.query<ApiKeyRow>(apiKeysById, [keyIdsOf(questions)]);
    return matchKeys(questions, rows, (row) => ({
      kind: 'key',
      keyId: row.key_id,
      scope: row.scope,
      userId: row.user_id,
      username: row.username,
      provenance: row.provenance,
      ...(row.allowed_origins === null ? {} : { allowedOrigins: row.allowed_origins }),
    }));
  };

interface DeviceKeyRow extends HashedRow {
  readonly provenance: CredentialProvenance;
  readonly device_id: string;
  readonly site_id: string;
}

const deviceKeysById = `
SELECT c.key_id, c.secret_hash, c.provenance, d.device_id, s.site_id,
  (extract(epoch FROM c.expires_at) * 1000)::double precision AS expires_at_ms,
  c.revoked_at IS NOT NULL OR NOT d.is_active AS refused
FROM device_credentials c JOIN devices d ON d.id = c.device_id JOIN sites s ON s.id = d.site_id
WHERE c.key_id = ANY($1::text[])`;

/** Asks about device credentials; the questions are made by `keyQuestion`. */
export const lookUpDeviceKeys =
  (database: Querier): LookUp<KnownCredential> =>
  async (questions) => {
    const rows = await database.query<DeviceKeyRow>(deviceKeysById, [keyIdsOf(questions)]);
    return matchKeys(questions, rows, (row) => ({
      kind: 'device',
      deviceId: row.device_id,
      siteId: row.site_id,
      keyId: row.key_id,
      provenance: row.provenance,
    }));
  };

interface SessionRow extends Judged {
  readonly question: string;
  readonly session_id: string;
  readonly user_id: number;
  readonly username: string;
  readonly is_admin: boolean;
}

const sessionsBy = (question: string, condition: string): string => `
SELECT ${question} AS question, s.session_id, u.id AS user_id, u.username, u.is_admin,
  (extract(epoch FROM s.expires_at) * 1000)::double precision AS expires_at_ms,
  s.ended_at IS NOT NULL OR NOT u.is_active AS refused
FROM user_sessions s JOIN users u ON u.id = s.user_id
WHERE ${condition}`;

function toSessions(rows: readonly SessionRow[], byCookie: boolean) {
  return new Map(
    rows.map((row) => [
      row.question,
      known(
        {
          kind: 'user',
          userId: row.user_id,
          username: row.username,
          isAdmin: row.is_admin,
          sessionId: row.session_id,
          byCookie,
        },
        row,
      ),
    ]),
  );
}

const byTokenHash = sessionsBy(
  `encode(s.token_hash, 'hex')`,
  `s.token_hash IN (SELECT decode(hex, 'hex') FROM unnest($1::text[]) AS asked (hex))`,
);

/** Asks about the sessions of cookies, by the hash of the token in hex. */
export const lookUpCookies =
  (database: Querier): LookUp<KnownCredential> =>
  async (hashes) =>
    toSessions(await database.query<SessionRow>(byTokenHash, [hashes]), true);

const bySessionId = sessionsBy('s.session_id', 's.session_id = ANY($1::text[])');

/** Asks about the sessions of access tokens, by session id. */
export const lookUpSessions =
  (database: Querier): LookUp<KnownCredential> =>
  async (sessionIds) =>
    toSessions(await database.query<SessionRow>(bySessionId, [sessionIds]), false);
