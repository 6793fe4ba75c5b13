import { HomepotError, limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';

/**
 * The demo of a database, kept in `sample_rows` under names that are no tables:
 *
 *   absent -> begun: its sites and devices are in; its rows go through the door
 *   begun -> made: every row is stored
 *   made or begun -> absent: everything simulated was removed
 *
 * `(demo)` has the state as `row_id` and the end of the past as `created_at`; `(demo days)` its
 * length, and the instant at which it was begun, by which batches of two demos are told apart;
 * `(demo site)` the sites that were entered for it.
 */
export interface DemoState {
  readonly demoId: string;
  readonly state: 'begun' | 'made';
  /** Milliseconds since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
}

const dayMs = 86_400_000;
const numbers = { begun: 1, made: 2 } as const;

/** Any number that no other program takes. */
const demoLock = 7_240_515;

/**
 * Reads the state, and keeps others from changing it until the transaction ends. Throws overloaded
 * while another one does: a removal may take minutes, which nobody should wait for with a connection.
 */
export async function lockDemoState(transaction: Transaction): Promise<DemoState | undefined> {
  const [lock] = await transaction.query<{ held: boolean }>(
    'SELECT pg_try_advisory_xact_lock($1) AS held',
    [demoLock],
  );
  if (lock?.held !== true) {
    throw new HomepotError('overloaded', {
      message: 'A demo is being begun, ended or removed by another call',
      retryAfterSeconds: limits.demoRetrySeconds,
    });
  }
  const [row] = await transaction.query<{
    state: number;
    until: string;
    days: number;
    begun_at: string;
  }>(
    `SELECT d.row_id AS state, d.created_at AS until, n.row_id AS days, n.created_at AS begun_at
     FROM sample_rows d, sample_rows n
     WHERE d.table_name = '(demo)' AND n.table_name = '(demo days)'`,
  );
  if (row === undefined) return undefined;
  const toMs = Date.parse(row.until);
  return {
    demoId: `demo-${Date.parse(row.begun_at).toString(36)}`,
    state: row.state === numbers.made ? 'made' : 'begun',
    fromMs: toMs - row.days * dayMs,
    toMs,
  };
}

/** Enters a demo that begins now; instants are milliseconds since 1970. */
export async function enterDemo(
  transaction: Transaction,
  demo: { readonly atMs: number; readonly toMs: number; readonly days: number },
  sites: readonly string[],
): Promise<void> {
  await transaction.query(
    `INSERT INTO sample_rows (table_name, row_id, created_at)
     VALUES ('(demo)', $1, $2), ('(demo days)', $3, $4)`,
    [
      numbers.begun,
      new Date(demo.toMs).toISOString(),
      demo.days,
      new Date(demo.atMs).toISOString(),
    ],
  );
  await transaction.query(
    `INSERT INTO sample_rows (table_name, row_id)
     SELECT '(demo site)', id FROM sites WHERE site_id = ANY($1::text[]) ON CONFLICT DO NOTHING`,
    [sites],
  );
}

/** All rows of it are stored. */
export async function markDemoMade(transaction: Transaction): Promise<void> {
  await transaction.query(`UPDATE sample_rows SET row_id = $1 WHERE table_name = '(demo)'`, [
    numbers.made,
  ]);
}

/** There is none any more. Returns the numbers of the sites that were entered for it. */
export async function forgetDemo(transaction: Transaction): Promise<readonly number[]> {
  const gone = await transaction.query<{ table_name: string; row_id: number }>(
    `DELETE FROM sample_rows WHERE table_name IN ('(demo)', '(demo days)', '(demo site)')
     RETURNING table_name, row_id`,
  );
  return gone.filter((row) => row.table_name === '(demo site)').map((row) => row.row_id);
}
