import { openTransferConnection } from './transfer-connection.ts';

/** How many connections servers have to this database. */
export async function readOtherServers(connectionString: string): Promise<number> {
  const connection = await openTransferConnection(connectionString);
  try {
    const [row] = await connection.query<{ count: number }>(
      `SELECT count(*) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'homepot'`,
    );
    return row?.count ?? 0;
  } finally {
    await connection.close();
  }
}
