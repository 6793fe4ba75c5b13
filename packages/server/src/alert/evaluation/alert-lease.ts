import type { Clock } from '../../kernel/index.ts';
import { createUuid, limits } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';

/**
 * Which server evaluates the rules. One row names who does, and until when it is believed to live; it
 * is moved on with every look. Another server takes the row when that time has passed, and with it a
 * new number. Every transaction that decides something locks the row and asks whether it still bears
 * its own number: so the clocks of servers decide who works, never who is right.
 */
export interface AlertLease {
  /** Whether this server evaluates now; its turn, or undefined where another one does. */
  take(): Promise<number | undefined>;
  /** Holds the lease to the end of a transaction. False where another server has taken it. */
  hold(transaction: Transaction, turn: number): Promise<boolean>;
  /** Lets another server go on at once. */
  release(): Promise<void>;
}

const name = 'rules';

const takeText = `
INSERT INTO alert_leases AS held (name, server_id, leased_until, turn) VALUES ($1, $2, $4, 1)
ON CONFLICT (name) DO UPDATE SET server_id = excluded.server_id, leased_until = excluded.leased_until,
  turn = held.turn + CASE WHEN held.server_id = excluded.server_id THEN 0 ELSE 1 END
WHERE held.server_id = excluded.server_id OR held.leased_until NOT BETWEEN $3 AND $5
RETURNING turn`;

/** Creates the part of one server in it. */
export function createAlertLease({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): AlertLease {
  const serverId = createUuid(clock.nowMs());
  const at = (ms: number) => new Date(ms).toISOString();
  return {
    async take() {
      const nowMs = clock.nowMs();
      const leaseMs = limits.alertLeaseSeconds * 1_000;
      // One that is leased for longer than anybody leases was leased by a clock that is wrong.
      const absurdMs = nowMs + leaseMs + limits.alertSkewSecondsMax * 1_000;
      const values = [name, serverId, at(nowMs), at(nowMs + leaseMs), at(absurdMs)];
      const [row] = await database.query<{ turn: number }>(takeText, values);
      return row?.turn;
    },
    async hold({ query }, turn) {
      const rows = await query(
        `SELECT 1 FROM alert_leases WHERE name = $1 AND server_id = $2 AND turn = $3 FOR UPDATE`,
        [name, serverId, turn],
      );
      return rows.length > 0;
    },
    async release() {
      await database.query('DELETE FROM alert_leases WHERE name = $1 AND server_id = $2', [
        name,
        serverId,
      ]);
    },
  };
}
