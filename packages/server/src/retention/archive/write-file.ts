import type { Table } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';
import { toParquetColumns } from '../parquet/table-columns.ts';
import type { ObjectStorage, WrittenObject } from '../storage/object-storage.ts';
import { takeParts } from '../storage/take-parts.ts';
import type { PartRequest } from './archive-dependencies.ts';
import { storedValues } from './content/row-text.ts';
import type { ManifestFacts } from './parts/create-manifest.ts';
import { describeFile } from './parts/create-manifest.ts';
import { createChannel, waitForBoth } from './thread/channel.ts';
import { runThread } from './thread/run-thread.ts';
import type { WritingJob, WritingResult } from './thread/writing-job.ts';

const instantSql = (ms: number) => `TIMESTAMPTZ '${new Date(ms).toISOString()}'`;

/** The rows of a part as what stands behind FROM. */
export function rowsOf(
  table: Table & { readonly timeColumn: string },
  { partition, fromMs, untilMs }: PartRequest,
): string {
  const relation = quoteIdentifier(partition);
  if (partition !== table.name) return relation;
  const time = quoteIdentifier(table.timeColumn);
  return `(SELECT * FROM ${relation}
    WHERE ${time} >= ${instantSql(fromMs)} AND ${time} < ${instantSql(untilMs)})`;
}

/** COPY knows no parameters: names are those of the catalogue, instants are made of numbers. */
function copyStatement(facts: ManifestFacts): string {
  const { table, request } = facts;
  return `COPY (SELECT ${storedValues(table)} FROM ${rowsOf(table, request)} AS given
    ORDER BY ${quoteIdentifier(table.timeColumn)}, id) TO STDOUT (FORMAT binary)`;
}

/**
 * Writes the rows of a part into a file of the storage, through a thread that makes the file of them: of
 * the rows, a chunk is held here and a row group there.
 */
export async function writeFile(
  transaction: Transaction,
  storage: ObjectStorage,
  facts: ManifestFacts,
): Promise<readonly [WritingResult, WrittenObject]> {
  const { table, key, writtenBy } = facts;
  const chunks = takeParts(transaction.copyOut(copyStatement(facts)), limits.archiveChunkBytes);
  const file = createChannel<Uint8Array>();
  const job: WritingJob = {
    columns: toParquetColumns(table),
    timeColumn: table.timeColumn,
    createdBy: writtenBy,
    metadata: { homepot: JSON.stringify(describeFile(facts)) },
  };
  const thread = runThread<WritingResult>(
    new URL('./thread/writing-thread.ts', import.meta.url),
    job,
    {
      next: async () => (await chunks.next()).value ?? null,
      bytes: (bytes: Uint8Array) => file.put(bytes),
    },
  );
  thread.then(
    () => file.end(),
    (error) => file.end(error),
  );
  const stored = storage.write(key, file.values, { isNew: true });
  // One that refuses at once takes nothing, and the thread would wait for it.
  stored.catch(() => file.close());
  const [written, result] = await waitForBoth(stored, thread);
  return [result, written];
}
