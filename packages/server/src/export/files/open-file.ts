import { HomepotError } from '../../kernel/index.ts';
import type { ExportsDependencies } from '../exports-dependencies.ts';
import { placeOf } from '../keep/export-lease.ts';
import type { StoredFile } from '../keep/read-exports.ts';
import { readExport, readFiles } from '../keep/read-exports.ts';
import type { StoredExport } from '../keep/stored-export.ts';
import { keyOf } from '../run/export-run.ts';
import { manifestName } from '../run/manifest-step.ts';

/** A file that can be read, whole or in part. */
export interface OpenedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** From `start` to before `end`; all of it unless given. */
  read(range?: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>;
}

/** Only what was swept to the end is given out. */
export async function readComplete(
  { database }: Pick<ExportsDependencies, 'database'>,
  exportId: string,
): Promise<StoredExport> {
  const stored = await readExport(database, exportId);
  if (stored.status !== 'completed') {
    throw new HomepotError('export_not_in_state', {
      message: `${exportId} is ${stored.status}; files are given out when it is completed`,
    });
  }
  return stored;
}

/** An export whose files can be read here. */
async function readHere(deps: ExportsDependencies, exportId: string): Promise<StoredExport> {
  const stored = await readComplete(deps, exportId);
  if (stored.stored_at === placeOf(deps)) return stored;
  throw new HomepotError('export_file_elsewhere', {
    message: `The files of ${exportId} are at ${stored.stored_at}`,
  });
}

function toOpened(deps: ExportsDependencies, exportId: string, file: StoredFile): OpenedFile {
  const { name, bytes, sha256 } = file;
  const key = keyOf(deps, exportId, name);
  return { name, bytes, sha256, read: (range) => deps.storage.read(key, range) };
}

/** Opens a file of a completed export by its number. */
export async function openFile(
  deps: ExportsDependencies,
  exportId: string,
  number: number,
): Promise<OpenedFile> {
  const { id } = await readHere(deps, exportId);
  const [file] = await readFiles(deps.database, id, { after: number - 1, limit: 1 });
  if (file?.number === number) return toOpened(deps, exportId, file);
  throw new HomepotError('not_found', { message: `${exportId} has no file ${number}` });
}

/** Opens the manifest of a completed export. */
export async function openManifest(
  deps: ExportsDependencies,
  exportId: string,
): Promise<OpenedFile> {
  const { id } = await readHere(deps, exportId);
  const [last] = await deps.database.query<{ number: number }>(
    'SELECT number FROM export_files WHERE export_id = $1 AND name = $2',
    [id, manifestName],
  );
  return openFile(deps, exportId, last?.number ?? 0);
}
