import type { Transaction } from '../../store/index.ts';

type Asked = Pick<Transaction, 'query'>;

/** The rows of the audit trail leave from its beginning on: the last before the first that is not old enough. */
export async function lastAuditRowBefore(
  { query }: Asked,
  untilMs: number,
): Promise<number | undefined> {
  const [row] = await query<{ id: number | null }>(
    `SELECT max(id) AS id FROM audit_logs WHERE id < coalesce(
       (SELECT min(id) FROM audit_logs WHERE created_at >= $1), 9223372036854775807)`,
    [new Date(untilMs).toISOString()],
  );
  return row?.id ?? undefined;
}

/**
 * The latest instant, not after the one given, before which the rows are a beginning of the chain: a row may
 * bear an instant that is a little older than that of the row before it.
 */
export async function cleanAuditEnd({ query }: Asked, untilMs: number): Promise<number> {
  for (let endMs = untilMs; ; ) {
    const [row] = await query<{ first: string | null }>(
      `SELECT min(created_at) AS first FROM audit_logs
       WHERE id >= (SELECT min(id) FROM audit_logs WHERE created_at >= $1)`,
      [new Date(endMs).toISOString()],
    );
    // Instants are told with six decimals, of which a lot's end has three.
    const firstMs = row?.first == null ? endMs : Date.parse(row.first);
    if (firstMs >= endMs) return endMs;
    endMs = firstMs;
  }
}
