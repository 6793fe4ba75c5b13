import { listMigrationTexts } from '../migrate.ts';

const created = /^\s*CREATE TABLE (?:IF NOT EXISTS )?(\w+)/gim;

/**
 * The names of all tables that the migrations up to this version have made. Some of them later
 * migrations may have removed.
 */
export async function listKnownTables(schemaVersion: number): Promise<ReadonlySet<string>> {
  const texts = await listMigrationTexts(schemaVersion);
  return new Set(
    texts.flatMap((text) => [...text.matchAll(created)].map(([, name]) => name ?? '')),
  );
}
