import type {
  AnswerOf,
  listExportFiles as filesRoute,
  listExports as listRoute,
} from '@homepot/catalogue';
import type { PageRequest } from '../../kernel/index.ts';
import { limits, readCursor } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { StoredExport } from './stored-export.ts';
import { exportColumnsText, exportNotFound, toShownExport } from './stored-export.ts';

type Reads = Pick<Database, 'query'>;

/** Reads one export. Throws not_found. */
export async function readExport({ query }: Reads, exportId: string): Promise<StoredExport> {
  const [stored] = await query<StoredExport>(
    `SELECT ${exportColumnsText} FROM exports WHERE export_id = $1`,
    [exportId],
  );
  if (stored === undefined) throw exportNotFound(exportId);
  return stored;
}

/** A page of exports, newest first. */
export async function listExports(
  { query }: Reads,
  { limit = limits.listRowsDefault, cursor }: PageRequest,
): Promise<AnswerOf<typeof listRoute>> {
  const before = readCursor(cursor);
  const stored = await query<StoredExport>(
    `SELECT ${exportColumnsText} FROM exports WHERE $1 = 0 OR id < $1 ORDER BY id DESC LIMIT $2`,
    [before, limit + 1],
  );
  const shown = stored.slice(0, limit);
  const last = stored.length > limit ? shown.at(-1) : undefined;
  return {
    data: shown.map(toShownExport),
    next_cursor: last === undefined ? null : String(last.id),
  };
}

/** A file of an export as its row says it. */
export interface StoredFile {
  readonly number: number;
  readonly step: number;
  readonly name: string;
  readonly table: string | null;
  readonly split: 'train' | 'validation' | 'test' | null;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** Files of an export after one, in their order. */
export const readFiles = (
  { query }: Reads,
  id: number,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<StoredFile[]> =>
  query<StoredFile>(
    `SELECT number, step, name, table_name AS table, split, rows, bytes, sha256 FROM export_files
     WHERE export_id = $1 AND number > $2 ORDER BY number LIMIT $3`,
    [id, after, limit],
  );

/** All of them, a page at a time. */
export async function* readAllFiles(database: Reads, id: number): AsyncGenerator<StoredFile> {
  let after = 0;
  for (;;) {
    const page = await readFiles(database, id, { after, limit: limits.listRowsMax });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < limits.listRowsMax) return;
    after = last.number;
  }
}

/** A page of the files of an export. */
export async function listFiles(
  database: Reads,
  { id }: StoredExport,
  { limit = limits.listRowsDefault, cursor }: PageRequest,
): Promise<AnswerOf<typeof filesRoute>> {
  const files = await readFiles(database, id, { after: readCursor(cursor), limit: limit + 1 });
  const shown = files.slice(0, limit);
  const last = files.length > limit ? shown.at(-1) : undefined;
  return {
    data: shown.map(({ step: _step, ...file }) => file),
    next_cursor: last === undefined ? null : String(last.number),
  };
}
