import type { Database, Transaction } from '../../store/index.ts';
import type { AuditAnchor, AuditSeal } from './audit-seal.ts';

interface StoredAnchor {
  readonly last_id: number;
  readonly last_hash: string;
  readonly row_count: number;
  readonly removed_at: string;
  readonly seal: Buffer;
}

const toAnchor = (stored: StoredAnchor): AuditAnchor => ({
  lastId: stored.last_id,
  lastHash: stored.last_hash,
  rows: stored.row_count,
  removedAt: stored.removed_at,
});

/**
 * The anchor on which a row rests whose predecessor is gone: sealed by this house, and older than the row.
 * Undefined where there is none, so that the predecessor was removed by somebody else. Without a seal to
 * hold it against, any anchor counts.
 */
export async function findAnchor(
  { query }: Pick<Database, 'query'>,
  row: { readonly id: number; readonly previous: string },
  seal: AuditSeal | undefined,
): Promise<AuditAnchor | undefined> {
  const anchors = await query<StoredAnchor>(
    `SELECT last_id, encode(last_hash, 'hex') AS last_hash, row_count, removed_at, seal
     FROM audit_anchors WHERE last_hash = decode($1, 'hex') AND last_id < $2`,
    [row.previous, row.id],
  );
  const good = anchors.find((each) => seal === undefined || seal.holds(toAnchor(each), each.seal));
  return good === undefined ? undefined : toAnchor(good);
}

/**
 * Removes the rows of the audit trail up to one of them, and leaves a sealed anchor in their place, in the
 * transaction given. Returns how many.
 */
export async function removeAuditRows(
  { query }: Transaction,
  throughId: number,
  seal: AuditSeal,
  atMs: number,
): Promise<number> {
  const [last] = await query<{ hash: string }>(
    `SELECT encode(hash, 'hex') AS hash FROM audit_logs WHERE id = $1`,
    [throughId],
  );
  if (last === undefined) return 0;
  const [gone] = await query<{ count: number }>(
    `WITH gone AS (DELETE FROM audit_logs WHERE id <= $1 RETURNING 1)
     SELECT count(*) AS count FROM gone`,
    [throughId],
  );
  const anchor = {
    lastId: throughId,
    lastHash: last.hash,
    rows: gone?.count ?? 0,
    removedAt: new Date(atMs).toISOString(),
  };
  await query(
    `INSERT INTO audit_anchors (last_id, last_hash, row_count, removed_at, seal)
     VALUES ($1, decode($2, 'hex'), $3, $4, $5)`,
    [anchor.lastId, anchor.lastHash, anchor.rows, anchor.removedAt, seal.seal(anchor)],
  );
  return anchor.rows;
}
