import type { Json } from '@homepot/catalogue';
import { cutText, limits } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import { addressOf } from '../sessions/address-of.ts';
import { findAnchor } from './audit-anchors.ts';
import type { AuditSeal } from './audit-seal.ts';

/**
 * The audit trail is a chain: each row keeps the hash of the row before it and the SHA-256 of
 * itself, that hash included. To change, remove or reorder rows without a trace, every later row
 * would have to be written anew.
 *
 * What is hashed is text: the columns as a JSON array of texts, each as PostgreSQL prints it, the
 * instant as seconds since 1970. PostgreSQL makes that text when it writes and when it verifies, so
 * that no conversion in between can hide an edit. Rows are appended one after the other, under a
 * lock that the transaction holds until it ends; so append last in a transaction.
 *
 * The oldest rows leave by policy. The chain then begins at an anchor: the hash of the last row that left,
 * sealed by a key that is not in the database. A beginning without such an anchor is a removal.
 *
 * The end of a chain proves nothing about rows that were cut off after it. Whoever keeps the head of
 * an earlier verification elsewhere can hand it in as witness: a chain without it is broken.
 */
export interface AuditEntry {
  /** When it was done, milliseconds since 1970. */
  readonly atMs: number;
  /** What was done, e.g. `key_created`. */
  readonly eventType: string;
  readonly description: string;
  /** Who did it; absent where the house itself did. */
  readonly username?: string | undefined;
  readonly jobId?: string | undefined;
  readonly deviceId?: string | undefined;
  readonly siteId?: string | undefined;
  readonly oldValues?: Json | undefined;
  readonly newValues?: Json | undefined;
  readonly metadata?: Json | undefined;
  /** The address of the caller. */
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
}

/** The place of a row in the chain. */
export interface AuditLink {
  readonly id: number;
  /** SHA-256, hex. */
  readonly hash: string;
}

/** What a verification found. */
export interface AuditVerdict {
  readonly rows: number;
  /** The last row that left by policy; undefined while none has. */
  readonly removedThrough?: number | undefined;
  /** The last row that holds. */
  readonly head: AuditLink | undefined;
  /** The first row that does not. */
  readonly broken:
    | { readonly id: number; readonly reason: 'edited' | 'removed-or-reordered' }
    | undefined;
}

/** Any number, as long as nothing else in the database locks it. */
const chainLock = 7_240_513;

const firstHash = '00'.repeat(32);

const content = `jsonb_build_array(
  id::text, extract(epoch FROM created_at)::text, event_type, description, user_id, job_id, device_id,
  site_id, old_values::text, new_values::text, event_metadata::text, ip_address::text, user_agent,
  provenance, encode(prev_hash, 'hex'))::text`;

const computedHash = `sha256(convert_to(${content}, 'UTF8'))`;

const appendRow = `
WITH given AS (
  SELECT
    nextval(pg_get_serial_sequence('audit_logs', 'id')) AS id,
    $1::timestamptz AS created_at, $2::varchar AS event_type, $3::text AS description,
    $4::varchar AS user_id, $5::varchar AS job_id, $6::varchar AS device_id, $7::varchar AS site_id,
    $8::jsonb AS old_values, $9::jsonb AS new_values, $10::jsonb AS event_metadata,
    $11::inet AS ip_address, $12::varchar AS user_agent, 'real'::varchar AS provenance,
    coalesce(
      (SELECT hash FROM audit_logs ORDER BY id DESC LIMIT 1),
      (SELECT last_hash FROM audit_anchors ORDER BY last_id DESC LIMIT 1),
      decode('${firstHash}', 'hex')
    ) AS prev_hash
)
INSERT INTO audit_logs (
  id, created_at, event_type, description, user_id, job_id, device_id, site_id,
  old_values, new_values, event_metadata, ip_address, user_agent, provenance, prev_hash, hash)
SELECT *, ${computedHash} FROM given`;

const jsonOrNull = (value: Json | undefined): string | null =>
  value === undefined ? null : JSON.stringify(value);

const cut = (text: string | undefined, charactersMax: number): string | null =>
  text === undefined ? null : cutText(text.replaceAll('\0', ''), charactersMax);

/** Appends to the audit trail, in the transaction of what it tells of. */
export async function appendAudit(transaction: Transaction, entry: AuditEntry): Promise<void> {
  // A statement of its own: the next one must see what the transaction before has committed.
  await transaction.query('SELECT pg_advisory_xact_lock($1)', [chainLock]);
  await transaction.query(appendRow, [
    new Date(entry.atMs).toISOString(),
    entry.eventType,
    entry.description,
    cut(entry.username, 255),
    cut(entry.jobId, 100),
    cut(entry.deviceId, 255),
    cut(entry.siteId, 50),
    jsonOrNull(entry.oldValues),
    jsonOrNull(entry.newValues),
    jsonOrNull(entry.metadata),
    addressOf(entry.address),
    cut(entry.userAgent, 500),
  ]);
}

interface LinkRow {
  readonly id: number;
  readonly previous: string;
  readonly hash: string;
  readonly computed: string;
}

const readPage = `
SELECT id, encode(prev_hash, 'hex') AS previous, encode(hash, 'hex') AS hash,
  encode(${computedHash}, 'hex') AS computed
FROM audit_logs WHERE id > $1 ORDER BY id LIMIT $2`;

async function* readLinks(
  database: Pick<Database, 'query'>,
  signal?: AbortSignal,
): AsyncGenerator<LinkRow> {
  // Nothing says that an id is positive: whoever edits rows may have made one that is not.
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    signal?.throwIfAborted();
    const page = await database.query<LinkRow>(readPage, [after, limits.auditRowsPerPageMax]);
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

/** Whether a witness is among the rows that left by policy. */
const hasLeft = (witness: AuditLink | undefined, removedThrough: number | undefined): boolean =>
  witness !== undefined && removedThrough !== undefined && witness.id <= removedThrough;

/** Whether a row is not what it was when it was written, by itself or by the witness. */
function faultOf(row: LinkRow, witness: AuditLink | undefined): 'edited' | undefined {
  const isOther = witness?.id === row.id && witness.hash !== row.hash;
  return row.computed !== row.hash || isOther ? 'edited' : undefined;
}

/**
 * Verifies the whole chain, page by page, and stops at the first row that does not hold. With a
 * `witness`, the head of an earlier verification, rows cut off at the end are found too. Between pages
 * it throws the reason of the signal, once that has fired. `seal` tells where a chain may begin that was cut
 * off by policy; a witness that left by policy proves no more.
 */
export async function verifyAuditChain(
  database: Pick<Database, 'query'>,
  witness?: AuditLink,
  signal?: AbortSignal,
  seal?: AuditSeal,
): Promise<AuditVerdict> {
  let head: AuditLink | undefined;
  let rows = 0;
  let awaited = witness;
  let removedThrough: number | undefined;
  for await (const row of readLinks(database, signal)) {
    const { id, hash } = row;
    const anchorId = row.previous === (head?.hash ?? firstHash) ? undefined : await anchorOf(row);
    removedThrough = anchorId ?? removedThrough;
    if (hasLeft(awaited, removedThrough)) awaited = undefined;
    const reason = anchorId === null ? 'removed-or-reordered' : faultOf(row, awaited);
    if (reason !== undefined) {
      return { rows, head, removedThrough, broken: { id, reason } };
    }
    if (awaited?.id === id) awaited = undefined;
    head = { id, hash };
    rows += 1;
  }
  if (awaited === undefined) return { rows, head, removedThrough, broken: undefined };
  const broken = { id: awaited.id, reason: 'removed-or-reordered' } as const;
  return { rows, head, removedThrough, broken };

  /** Rows may leave while they are verified, so that an anchor may stand after some as well. Null where none does. */
  async function anchorOf(row: LinkRow): Promise<number | null> {
    const anchor = await findAnchor(database, row, seal);
    const isAfter = anchor !== undefined && (head === undefined || anchor.lastId > head.id);
    return isAfter ? anchor.lastId : null;
  }
}
