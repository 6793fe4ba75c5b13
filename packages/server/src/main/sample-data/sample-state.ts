import type { Transaction } from '../../store/index.ts';

/**
 * The sample data of a database go through these states, kept in `sample_rows` under a name that is
 * no table:
 *
 *   absent -> begun: the inventory is in; the telemetry goes through the door
 *   begun -> made: the door has taken every batch
 *   made -> removed: somebody removed them; they never come back by themselves
 *   absent -> removed: somebody made the database ready without them
 *   removed -> begun: somebody asked for them
 *
 * `row_id` of the entry says which state, `created_at` the instant that the samples were made for.
 */
export type SampleState =
  | { readonly name: 'absent' | 'removed' }
  | { readonly name: 'begun' | 'made'; readonly atMs: number };

const stateName = '(sample data)';
const numbers = { removed: 0, begun: 1, made: 2 } as const;

/** Any number that no other program takes: servers that start together make the samples once. */
const sampleLock = 7_240_514;

/** Reads the state, and keeps others from changing it until the transaction ends. */
export async function lockSampleState(transaction: Transaction): Promise<SampleState> {
  await transaction.query('SELECT pg_advisory_xact_lock($1)', [sampleLock]);
  const [row] = await transaction.query<{ row_id: number; created_at: string }>(
    'SELECT row_id, created_at FROM sample_rows WHERE table_name = $1',
    [stateName],
  );
  if (row === undefined) return { name: 'absent' };
  if (row.row_id === numbers.removed) return { name: 'removed' };
  const name = row.row_id === numbers.made ? 'made' : 'begun';
  return { name, atMs: Date.parse(row.created_at) };
}

/** Writes the state. `atMs` is milliseconds since 1970. */
export async function writeSampleState(
  transaction: Transaction,
  name: keyof typeof numbers,
  atMs: number,
): Promise<void> {
  await transaction.query('DELETE FROM sample_rows WHERE table_name = $1', [stateName]);
  await transaction.query(
    'INSERT INTO sample_rows (table_name, row_id, created_at) VALUES ($1, $2, $3)',
    [stateName, numbers[name], new Date(atMs).toISOString()],
  );
}
