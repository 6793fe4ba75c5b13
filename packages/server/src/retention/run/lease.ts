import type { Clock } from '../../kernel/index.ts';
import { createUuid, limits } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';

/**
 * Which server archives and removes. One row names it, and until when it is believed to live; it is moved on
 * with every look. Another server takes the row when that time has passed, and with it a new number. Every
 * transaction that takes a part one step on locks the row and asks whether it still bears its own number.
 */
export interface RetentionLease {
  /** Takes or keeps the lease; its turn, or undefined where another server has it. */
  take(): Promise<number | undefined>;
  /** Holds the lease to the end of a transaction. Throws LeaseLost where another server has taken it. */
  hold(transaction: Transaction, turn: number): Promise<void>;
  /** Lets another server go on at once. */
  release(): Promise<void>;
}

/** Another server goes on in place of this one. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

const name = 'retention';

const takeText = `
INSERT INTO retention_leases AS held (name, server_id, leased_until, turn) VALUES ($1, $2, $4, 1)
ON CONFLICT (name) DO UPDATE SET server_id = excluded.server_id, leased_until = excluded.leased_until,
  turn = held.turn + CASE WHEN held.server_id = excluded.server_id THEN 0 ELSE 1 END
WHERE held.server_id = excluded.server_id OR held.leased_until NOT BETWEEN $3 AND $5
RETURNING turn`;

/** Creates the part of one server in it. */
export function createRetentionLease({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): RetentionLease {
  const serverId = createUuid(clock.nowMs());
  const at = (ms: number) => new Date(ms).toISOString();
  return {
    async take() {
      const nowMs = clock.nowMs();
      const leaseMs = limits.retentionLeaseSeconds * 1_000;
      // One that is leased for longer than anybody leases was leased by a clock that is wrong.
      const absurdMs = nowMs + leaseMs + limits.retentionSkewSecondsMax * 1_000;
      const values = [name, serverId, at(nowMs), at(nowMs + leaseMs), at(absurdMs)];
      const [row] = await database.query<{ turn: number }>(takeText, values);
      return row?.turn;
    },
    async hold({ query }, turn) {
      const rows = await query(
        'SELECT 1 FROM retention_leases WHERE name = $1 AND server_id = $2 AND turn = $3 FOR UPDATE',
        [name, serverId, turn],
      );
      if (rows.length === 0) throw new LeaseLost('Another server archives and removes by now');
    },
    async release() {
      await database.query('DELETE FROM retention_leases WHERE name = $1 AND server_id = $2', [
        name,
        serverId,
      ]);
    },
  };
}
