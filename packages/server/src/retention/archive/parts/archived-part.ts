import type { AnswerOf, showArchivePart } from '@homepot/catalogue';
import type { StoredPart } from './stored-part.ts';

/** A part as people and rooms see it. */
export type ArchivedPart = AnswerOf<typeof showArchivePart>;

export function toArchivedPart(part: StoredPart): ArchivedPart {
  const { manifest } = part;
  return {
    id: part.id,
    table: part.table_name,
    partition: part.partition_name,
    state: part.state,
    from: part.from_at,
    until: part.until_at,
    storage: part.storage,
    file: part.object_key,
    rows: part.row_count,
    bytes: part.byte_count,
    oldest: part.oldest,
    newest: part.newest,
    hash: manifest?.hash ?? null,
    sha256: manifest?.sha256 ?? null,
    provenance: manifest?.provenance ?? {},
    written_at: part.written_at,
    verified_at: part.verified_at,
    archived_at: part.archived_at,
    checked_at: part.checked_at,
    fault: part.fault,
    restored_until: part.restored_until,
  };
}
