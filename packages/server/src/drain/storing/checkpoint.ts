import type { Transaction } from '../../store/index.ts';

/** How far a spool was drained, as the database says. */
export interface Checkpoint {
  /** The last sequence number that is stored. */
  readonly sequence: number;
  /**
   * When the row was last written. It tells two histories with the same sequence apart: that of a
   * database which was restored, or whose rollups were rebuilt, from the one a drain remembers.
   */
  readonly stamp: string;
}

type Asked = Pick<Transaction, 'query'>;

const columns = 'sequence, updated_at AS stamp';

/**
 * Reads the checkpoint of a spool, made at 0 where there is none. It writes even where there is one,
 * in order to wait for whoever holds the row: after a lost connection that may be the drain's own
 * last transaction, of which nobody knows yet whether it will be committed.
 */
export async function openCheckpoint(database: Asked, spoolId: string): Promise<Checkpoint> {
  const [created] = await database.query<Checkpoint>(
    `INSERT INTO spool_checkpoints (spool_id, sequence, updated_at) VALUES ($1, 0, clock_timestamp())
     ON CONFLICT (spool_id) DO UPDATE SET sequence = spool_checkpoints.sequence
     RETURNING ${columns}`,
    [spoolId],
  );
  if (created === undefined) throw new Error('the checkpoint was neither found nor made');
  return created;
}

/** Reads the checkpoint and holds it until the transaction ends. Undefined where there is none. */
export async function lockCheckpoint(
  transaction: Transaction,
  spoolId: string,
): Promise<Checkpoint | undefined> {
  const [checkpoint] = await transaction.query<Checkpoint>(
    `SELECT ${columns} FROM spool_checkpoints WHERE spool_id = $1 FOR UPDATE`,
    [spoolId],
  );
  return checkpoint;
}

/** Moves the checkpoint. */
export async function moveCheckpoint(
  database: Asked,
  spoolId: string,
  sequence: number,
): Promise<Checkpoint> {
  const [checkpoint] = await database.query<Checkpoint>(
    `UPDATE spool_checkpoints SET sequence = $2, updated_at = clock_timestamp()
     WHERE spool_id = $1 RETURNING ${columns}`,
    [spoolId, sequence],
  );
  if (checkpoint === undefined) throw new Error('the checkpoint is gone');
  return checkpoint;
}

/** Whether two checkpoints are the same moment of the same history. */
export function sameCheckpoint(a: Checkpoint, b: Checkpoint | undefined): boolean {
  return a.sequence === b?.sequence && a.stamp === b.stamp;
}
