import type { StoredFile } from '../keep/read-exports.ts';
import type { ExportRun } from './export-run.ts';
import { keyOf } from './export-run.ts';

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Writes a file of text beside the rows. */
export async function writeTextFile(
  { deps, stored }: ExportRun,
  name: string,
  text: string,
): Promise<Omit<StoredFile, 'number' | 'step'>> {
  const key = keyOf(deps, stored.export_id, name);
  const written = await deps.storage.write(key, once(Buffer.from(text)));
  return { name, table: null, split: null, rows: 0, ...written };
}
