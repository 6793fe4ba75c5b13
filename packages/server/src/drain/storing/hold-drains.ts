import type { Transaction } from '../../store/index.ts';

/**
 * Keeps every drain of every server from storing until the transaction ends, and makes each of them
 * forget what it remembers of rollups: the stamp of its checkpoint is another one afterwards, which
 * is how a drain learns that the database has changed behind its back. What comes in meanwhile
 * waits in the spools.
 */
export async function holdDrains(transaction: Transaction): Promise<void> {
  // Of the table and not of its rows: a drain that begins meanwhile waits as well.
  await transaction.query('LOCK TABLE spool_checkpoints IN EXCLUSIVE MODE');
  await transaction.query('UPDATE spool_checkpoints SET updated_at = clock_timestamp()');
}
