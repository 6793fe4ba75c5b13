import type { ExportSplit } from '@homepot/catalogue';
import type { StoredFile } from '../keep/read-exports.ts';
import type { ExportRow, FileColumn } from '../write/row-encoder.ts';
import type { RowFile } from '../write/row-file.ts';
import { openRowFile } from '../write/row-file.ts';
import type { ExportRun } from './export-run.ts';
import { keyOf } from './export-run.ts';

/** The files of one step: one for each part of the split that has rows. */
export interface SplitFiles {
  append(split: ExportSplit | undefined, rows: readonly ExportRow[]): Promise<void>;
  finish(): Promise<Omit<StoredFile, 'number' | 'step'>[]>;
  abandon(): Promise<void>;
}

export interface SplitFilesOptions {
  /** The table, or `features`. */
  readonly folder: string;
  /** What tells it from other files of the folder: a day. */
  readonly stem: string;
  readonly columns: readonly FileColumn[];
}

interface Open {
  readonly name: string;
  readonly file: RowFile;
}

/** Begins the files of a step. None is made where there are no rows. */
export function openSplitFiles(
  run: ExportRun,
  { folder, stem, columns }: SplitFilesOptions,
): SplitFiles {
  const { deps, stored, request } = run;
  const files = new Map<ExportSplit | undefined, Open>();

  function open(split: ExportSplit | undefined): Open {
    const known = files.get(split);
    if (known !== undefined) return known;
    const part = split === undefined ? '' : `${split}/`;
    const name = `${folder}/${part}${stem}.${request.format}`;
    const opened = {
      name,
      file: openRowFile({
        storage: deps.storage,
        key: keyOf(deps, stored.export_id, name),
        format: request.format,
        columns,
        metadata: { export_id: stored.export_id, table: folder, ...(split && { split }) },
      }),
    };
    files.set(split, opened);
    return opened;
  }

  return {
    append: (split, rows) =>
      rows.length === 0 ? Promise.resolve() : open(split).file.append(rows),
    async finish() {
      const written = [];
      for (const [split, { name, file }] of files) {
        const { rows, bytes, sha256 } = await file.finish();
        written.push({ name, table: folder, split: split ?? null, rows, bytes, sha256 });
      }
      return written;
    },
    async abandon() {
      for (const { file } of files.values()) await file.abandon();
    },
  };
}
