import { openTransferConnection } from './transfer-connection.ts';

/** How far each spool is stored, by its id. Throws where the database has no tables of HOMEPOT. */
export async function readCheckpoints(
  connectionString: string,
): Promise<ReadonlyMap<string, number>> {
  const connection = await openTransferConnection(connectionString);
  try {
    const rows = await connection.query<{ spool_id: string; sequence: number }>(
      'SELECT spool_id, sequence FROM spool_checkpoints',
    );
    return new Map(rows.map((row) => [row.spool_id, row.sequence]));
  } finally {
    await connection.close();
  }
}
