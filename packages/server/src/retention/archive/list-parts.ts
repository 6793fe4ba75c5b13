import type { AnswerOf, ArchivePartState, listArchiveParts } from '@homepot/catalogue';
import type { PageRequest } from '../../kernel/index.ts';
import { HomepotError, limits, readCursor, toPage } from '../../kernel/index.ts';
import type { ArchiveDependencies } from './archive-dependencies.ts';
import { toArchivedPart } from './parts/archived-part.ts';
import type { StoredPart } from './parts/stored-part.ts';

export type ArchivePage = AnswerOf<typeof listArchiveParts>;

/** Which parts are listed. */
export interface PartsRequest extends PageRequest {
  readonly table?: string | undefined;
  /** ISO 8601; parts with a row in the range. */
  readonly from?: string | undefined;
  /** Exclusive. */
  readonly until?: string | undefined;
  /** All but abandoned ones unless given. */
  readonly state?: ArchivePartState | undefined;
  /** Only parts in which the last check found something wrong. */
  readonly faulty?: boolean | undefined;
}

function checkInstant(path: 'from' | 'until', text: string | undefined): string | null {
  if (text === undefined) return null;
  const ms = Date.parse(text);
  if (!Number.isNaN(ms)) return new Date(ms).toISOString();
  throw new HomepotError('parameter_invalid', {
    path: `query.${path}`,
    message: `\`${path}\` is ISO 8601, as 2026-01-31T08:00:00Z`,
  });
}

/** The parts of the archive by their numbers. Throws parameter_invalid or cursor_invalid. */
export async function listParts(
  { database }: Pick<ArchiveDependencies, 'database'>,
  request: PartsRequest,
): Promise<ArchivePage> {
  const limit = request.limit ?? limits.listRowsDefault;
  const rows = await database.query<StoredPart>(
    `SELECT id, table_name, partition_name, from_at, until_at, state, storage, object_key, row_count,
       byte_count, oldest, newest, written_at, verified_at, archived_at, checked_at, fault, restored_until,
       jsonb_build_object('hash', manifest->'hash', 'sha256', manifest->'sha256',
         'provenance', manifest->'provenance') AS manifest
     FROM archive_parts
     WHERE id > $1 AND ($2::text IS NULL OR table_name = $2)
       AND ($3::timestamptz IS NULL OR coalesce(newest, until_at) >= $3)
       AND ($4::timestamptz IS NULL OR coalesce(oldest, from_at) < $4)
       AND CASE WHEN $5::text IS NULL THEN state <> 'abandoned' ELSE state = $5 END
       AND (NOT $6 OR fault IS NOT NULL)
     ORDER BY id LIMIT $7`,
    [
      readCursor(request.cursor),
      request.table ?? null,
      checkInstant('from', request.from),
      checkInstant('until', request.until),
      request.state ?? null,
      request.faulty ?? false,
      limit + 1,
    ],
  );
  return toPage(rows, limit, toArchivedPart) as ArchivePage;
}
