import type { ArchivePartState, Table } from '@homepot/catalogue';
import { findTable } from '@homepot/catalogue';
import { HomepotError } from '../../../kernel/index.ts';
import type { Transaction } from '../../../store/index.ts';
import type { Manifest } from './manifest.ts';

/** A row of archive_parts. Instants are ISO 8601 with six decimals. */
export interface StoredPart {
  readonly id: number;
  readonly table_name: string;
  readonly partition_name: string;
  readonly from_at: string;
  readonly until_at: string;
  readonly state: ArchivePartState;
  readonly storage: string;
  readonly object_key: string;
  readonly row_count: number | null;
  readonly byte_count: number | null;
  readonly oldest: string | null;
  readonly newest: string | null;
  readonly manifest: Manifest | null;
  readonly written_at: string | null;
  readonly verified_at: string | null;
  readonly archived_at: string | null;
  readonly checked_at: string | null;
  readonly fault: string | null;
  readonly restored_at: string | null;
  readonly restored_until: string | null;
}

/** A part whose file is whole. */
export type WrittenPart = StoredPart & { readonly manifest: Manifest };

type Asked = Pick<Transaction, 'query'>;

/** Reads a part; `lock` keeps others from changing it until the transaction ends. Throws not_found. */
export async function readPart(
  database: Asked,
  id: number,
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<StoredPart> {
  const [part] = await database.query<StoredPart>(
    `SELECT * FROM archive_parts WHERE id = $1${lock ? ' FOR UPDATE' : ''}`,
    [id],
  );
  if (part === undefined) {
    throw new HomepotError('not_found', { message: `There is no part ${id} of the archive` });
  }
  return part;
}

/** The part, unless its file was never finished. */
export function requireWritten(part: StoredPart): WrittenPart {
  const { manifest, id, state } = part;
  if (manifest !== null && state !== 'abandoned') return { ...part, manifest };
  throw new HomepotError('not_found', { message: `Part ${id} of the archive has no file` });
}

/** The table of that name, with the column by which its rows are ordered. Throws table_unknown. */
export function requireTable(name: string): Table & { readonly timeColumn: string } {
  const table = findTable(name);
  if (table?.timeColumn === undefined || !('id' in table.columns)) {
    throw new HomepotError('table_unknown', { message: `${name} cannot be archived` });
  }
  return { ...table, timeColumn: table.timeColumn };
}

/** What the part is called where it is told of. */
export const nameOfPart = ({ object_key, storage }: StoredPart): string =>
  `${object_key} in ${storage}`;

/** The name of a part's manifest beside its file. */
export const manifestKeyOf = (key: string): string => key.replace(/\.parquet$/, '.manifest.json');
