import type { Transaction } from '../../store/index.ts';

/** A time of a table, milliseconds since 1970, the end exclusive; either end may be infinite. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Rows that are kept whatever the policy says. */
export interface Hold extends Span {
  readonly id: number;
  readonly table: string;
  readonly reason: string;
  readonly createdBy: string | null;
  readonly createdAt: string;
}

interface StoredHold {
  readonly id: number;
  readonly table_name: string;
  readonly from_at: string | null;
  readonly until_at: string | null;
  readonly reason: string;
  readonly created_by: string | null;
  readonly created_at: string;
}

const toHold = (stored: StoredHold): Hold => ({
  id: stored.id,
  table: stored.table_name,
  fromMs: stored.from_at === null ? Number.NEGATIVE_INFINITY : Date.parse(stored.from_at),
  untilMs: stored.until_at === null ? Number.POSITIVE_INFINITY : Date.parse(stored.until_at),
  reason: stored.reason,
  createdBy: stored.created_by,
  createdAt: stored.created_at,
});

/** The holds that are not over, the oldest first. */
export async function readHolds({ query }: Pick<Transaction, 'query'>): Promise<readonly Hold[]> {
  const rows = await query<StoredHold>(
    `SELECT id, table_name, from_at, until_at, reason, created_by, created_at
     FROM retention_holds WHERE released_at IS NULL ORDER BY id`,
  );
  return rows.map(toHold);
}

/** The holds on some of a time of a table. */
export const holdsOn = (holds: readonly Hold[], table: string, span: Span): readonly Hold[] =>
  holds.filter(
    (hold) => hold.table === table && hold.fromMs < span.untilMs && hold.untilMs > span.fromMs,
  );

/** Whether somebody holds some of it. */
export const isHeld = (holds: readonly Hold[], table: string, span: Span): boolean =>
  holdsOn(holds, table, span).length > 0;
