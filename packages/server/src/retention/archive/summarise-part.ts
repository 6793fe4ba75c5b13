import { HomepotError } from '../../kernel/index.ts';
import { toParquetColumns } from '../parquet/table-columns.ts';
import type { ArchiveDependencies } from './archive-dependencies.ts';
import { compareSummaries } from './content/compare-summaries.ts';
import type { ContentSummary } from './content/content-summary.ts';
import type { WrittenPart } from './parts/stored-part.ts';
import { nameOfPart, requireTable } from './parts/stored-part.ts';
import { fileOf, runReading } from './thread/read-part.ts';

/**
 * Reads the whole file of a part back from the storage and adds its rows up. Throws archive_missing,
 * archive_damaged (another size, another byte, other rows than the manifest says) or storage_*.
 */
export async function summarisePart(
  { storage }: Pick<ArchiveDependencies, 'storage'>,
  part: WrittenPart,
): Promise<ContentSummary> {
  const { object_key, manifest } = part;
  const size = await storage.size(object_key);
  if (size === undefined) {
    throw new HomepotError('archive_missing', {
      message: `${object_key} was written to ${part.storage}, and is not in ${storage.describe()}`,
    });
  }
  if (size !== manifest.bytes) {
    throw new HomepotError('archive_damaged', {
      message: `${nameOfPart(part)} has ${size} bytes of ${manifest.bytes}`,
    });
  }
  const table = requireTable(part.table_name);
  const { timeColumn } = table;
  const found = await runReading<ContentSummary>(storage, part, {
    kind: 'summary',
    file: fileOf(part),
    timeColumn,
  });
  const faults = compareSummaries(toParquetColumns(table), manifest, found);
  if (faults.length === 0) return found;
  throw new HomepotError('archive_damaged', {
    message: `${nameOfPart(part)} is not what was written there: ${faults.join('; ')}`,
  });
}
