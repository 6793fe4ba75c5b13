import { openTransferConnection } from './transfer-connection.ts';

/**
 * The files of the archive that hold rows which are nowhere else, of one storage in the words of
 * `ObjectStorage.describe`: their names there, and how many bytes each has.
 */
export async function readArchivedFiles(
  connectionString: string,
  storage: string,
): Promise<ReadonlyMap<string, number>> {
  const connection = await openTransferConnection(connectionString);
  try {
    const [known] = await connection.query<{ is: boolean }>(
      `SELECT to_regclass('archive_parts') IS NOT NULL AS is`,
    );
    // A database of an earlier version archived nothing.
    if (known?.is !== true) return new Map();
    const rows = await connection.query<{ object_key: string; byte_count: number }>(
      `SELECT object_key, byte_count FROM archive_parts
       WHERE state IN ('archived', 'restored') AND storage = $1 AND byte_count IS NOT NULL`,
      [storage],
    );
    return new Map(rows.map((row) => [row.object_key, row.byte_count]));
  } finally {
    await connection.close();
  }
}
