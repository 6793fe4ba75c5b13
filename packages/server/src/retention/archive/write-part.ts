import { randomBytes } from 'node:crypto';
import { HomepotError } from '../../kernel/index.ts';
import { readSchemaVersion } from '../../store/index.ts';
import type { ArchiveDependencies, PartRequest } from './archive-dependencies.ts';
import type { LeftPart } from './give-up-parts.ts';
import { removeLeft } from './give-up-parts.ts';
import type { ManifestFacts } from './parts/create-manifest.ts';
import { createManifest } from './parts/create-manifest.ts';
import type { Manifest } from './parts/manifest.ts';
import type { WrittenPart } from './parts/stored-part.ts';
import { manifestKeyOf, readPart, requireTable, requireWritten } from './parts/stored-part.ts';
import { writeFile } from './write-file.ts';

const instant = (ms: number) => new Date(ms).toISOString();

/** Gives up the parts of the same rows that were begun and never became the only place of their rows. */
async function abandonEarlier(
  deps: ArchiveDependencies,
  { table, partition, fromMs, untilMs }: PartRequest,
): Promise<void> {
  const earlier = await deps.database.query<LeftPart>(
    `UPDATE archive_parts SET state = 'writing', verified_at = NULL
     WHERE table_name = $1 AND partition_name = $2 AND from_at = $3 AND until_at = $4
       AND state IN ('writing', 'written', 'verified')
     RETURNING id, object_key`,
    [table, partition, instant(fromMs), instant(untilMs)],
  );
  for (const part of earlier) await removeLeft(deps, part, 'It was written again.');
}

/** Bytes of chance in the name of a file. */
const chanceBytes = 6;

/**
 * Notes that a part is being written. The name of its file has the number of the part, and something that no other
 * house comes to: one that was restored from a backup counts on from the same number, and may write to the same place.
 */
async function begin(
  { database, clock, storage }: ArchiveDependencies,
  { table, partition, fromMs, untilMs }: PartRequest,
): Promise<{ readonly id: number; readonly key: string }> {
  const [row] = await database.query<{ id: number; object_key: string }>(
    `WITH next AS (SELECT nextval(pg_get_serial_sequence('archive_parts', 'id')) AS id)
     INSERT INTO archive_parts
       (id, table_name, partition_name, from_at, until_at, state, storage, object_key, begun_at)
     SELECT id, $1::varchar, $2::varchar, $3, $4, 'writing', $5,
       format('%s/%s.%s-%s.parquet', $1::varchar, $2::varchar, id, $7::varchar), $6
     FROM next RETURNING id, object_key`,
    [
      table,
      partition,
      instant(fromMs),
      instant(untilMs),
      storage.describe(),
      instant(clock.nowMs()),
      randomBytes(chanceBytes).toString('hex'),
    ],
  );
  if (row === undefined) throw new Error('a part of the archive was not inserted');
  return { id: row.id, key: row.object_key };
}

async function* textOf(manifest: Manifest): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(`${JSON.stringify(manifest, undefined, 2)}\n`);
}

async function finish(
  { database, clock, storage }: ArchiveDependencies,
  id: number,
  manifest: Manifest,
): Promise<WrittenPart> {
  await storage.write(manifestKeyOf(manifest.file), textOf(manifest), { isNew: true });
  const { rows, bytes, oldest, newest } = manifest;
  await database.query(
    `UPDATE archive_parts SET state = 'written', manifest = $2, row_count = $3, byte_count = $4,
       oldest = TIMESTAMPTZ 'epoch' + $5::bigint * INTERVAL '1 microsecond',
       newest = TIMESTAMPTZ 'epoch' + $6::bigint * INTERVAL '1 microsecond', written_at = $7
     WHERE id = $1 AND state = 'writing'`,
    [id, JSON.stringify(manifest), rows, bytes, oldest, newest, instant(clock.nowMs())],
  );
  return requireWritten(await readPart(database, id));
}

/**
 * Writes rows into a file of the archive, and its manifest beside it. An earlier part of the same rows
 * that was not settled is given up. Throws storage_* or what the database throws; then the rows are where
 * they were, and what was written is removed.
 */
export async function writePart(
  deps: ArchiveDependencies,
  request: PartRequest,
): Promise<WrittenPart> {
  const table = requireTable(request.table);
  await abandonEarlier(deps, request);
  const { id, key } = await begin(deps, request);
  const facts: ManifestFacts = {
    table,
    request,
    key,
    schemaVersion: await readSchemaVersion(deps.database),
    atMs: deps.clock.nowMs(),
    writtenBy: deps.writtenBy,
  };
  try {
    const [result, written] = await deps.database.transaction((transaction) =>
      writeFile(transaction, deps.storage, facts),
    );
    if (result.bytes !== written.bytes) {
      throw new HomepotError('archive_damaged', {
        message: `${key} has ${written.bytes} bytes of ${result.bytes}`,
      });
    }
    return await finish(deps, id, createManifest(facts, result, written));
  } catch (error) {
    await giveUp(deps, id, key, error);
    throw error;
  }
}

async function giveUp(deps: ArchiveDependencies, id: number, key: string, error: unknown) {
  const { database, log } = deps;
  const fault = error instanceof Error ? error.message : String(error);
  try {
    // What was there before is somebody else's.
    const isOurs = !(error instanceof HomepotError && error.code === 'conflict');
    const state = isOurs ? 'writing' : 'abandoned';
    const values = [id, state, fault];
    await database.query('UPDATE archive_parts SET state = $2, fault = $3 WHERE id = $1', values);
    if (isOurs) await removeLeft(deps, { id, object_key: key }, fault);
  } catch (cause) {
    log.warn({ err: cause }, 'a part is given up later');
  }
}
