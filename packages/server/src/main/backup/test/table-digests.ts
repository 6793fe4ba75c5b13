import type { TableDigest } from '../../../store/index.ts';
import { createTupleDigest, openTransferSource } from '../../../store/index.ts';

/** The rows of every table of a database, summed up, by name. */
export async function readTableDigests(
  connectionString: string,
): Promise<ReadonlyMap<string, Pick<TableDigest, 'rows' | 'hash'>>> {
  const source = await openTransferSource(connectionString);
  try {
    const digests = new Map<string, Pick<TableDigest, 'rows' | 'hash'>>();
    for (const table of source.tables) {
      const digest = createTupleDigest();
      for await (const chunk of source.read(table)) digest.push(chunk);
      const { rows, hash } = digest.finish();
      digests.set(`${table.group}.${table.name}`, { rows, hash });
    }
    return digests;
  } finally {
    await source.close();
  }
}
