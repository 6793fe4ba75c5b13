import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Log } from '../kernel/index.ts';
import type { Database, Transaction } from './database.ts';
import { requireComplete } from './transfer/restore-mark.ts';
import { createWorkSchema, hasWorkSchema } from './work-queue/work-schema.ts';

interface Migration {
  readonly version: number;
  readonly name: string;
}

const folder = new URL('./migrations/', import.meta.url);

/** Any number that no other program takes; servers that start at once migrate one after another. */
const migrationLock = 1_212_633_936;

async function listMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(fileURLToPath(folder))).filter((name) =>
    /^\d{4}-.*\.sql$/.test(name),
  );
  return names.sort().map((name) => ({ version: Number(name.slice(0, 4)), name }));
}

/** The newest schema that this program knows. */
export async function readKnownVersion(): Promise<number> {
  return (await listMigrations()).at(-1)?.version ?? 0;
}

/** The texts of the migrations up to this one, in order. */
export async function listMigrationTexts(through: number): Promise<readonly string[]> {
  const migrations = (await listMigrations()).filter(({ version }) => version <= through);
  return Promise.all(migrations.map(({ name }) => readFile(new URL(name, folder), 'utf8')));
}

/** The number of the newest migration that this database has had; 0 for an empty one. */
export async function readSchemaVersion(database: Pick<Database, 'query'>): Promise<number> {
  // Read as a table: to_regclass may answer from what this connection remembers from before another
  // server made it.
  const [table] = await database.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_tables
       WHERE schemaname = ANY (current_schemas(false)) AND tablename = 'schema_migrations') AS found`,
  );
  if (table?.found !== true) return 0;
  const [row] = await database.query<{ version: number }>(
    'SELECT coalesce(max(version), 0) AS version FROM schema_migrations',
  );
  return row?.version ?? 0;
}

function requireKnown(found: number, known: number): void {
  if (found <= known) return;
  throw new Error(
    `This database was made by a newer HOMEPOT (schema ${found}, this program knows ${known}): upgrade the program.`,
  );
}

/** Applies one migration in the transaction given, unless another server was quicker. */
async function apply(transaction: Transaction, migration: Migration, log: Log): Promise<void> {
  await transaction.query('SELECT pg_advisory_xact_lock($1)', [migrationLock]);
  if ((await readSchemaVersion(transaction)) >= migration.version) return;
  await transaction.query(await readFile(new URL(migration.name, folder), 'utf8'));
  await transaction.query('INSERT INTO schema_migrations (version, name) VALUES ($1, $2)', [
    migration.version,
    migration.name,
  ]);
  log.info({ migration: migration.name }, 'migrated the database');
}

/** Makes the tables of the work queue, unless another server was quicker. */
async function applyWorkSchema(transaction: Transaction): Promise<void> {
  await transaction.query('SELECT pg_advisory_xact_lock($1)', [migrationLock]);
  await createWorkSchema(transaction);
}

export interface MigrateOptions {
  /** The version to stop at, for the rows of an older backup; the newest unless given. */
  readonly through?: number;
  /** Whether the caller is what restores into this database. */
  readonly restoring?: boolean;
}

/**
 * Brings the database to the newest schema that this program knows, each step in a transaction of its
 * own. Throws, and changes nothing, if the database is newer than the program, or if rows were being
 * copied into it and are not all there.
 */
export async function migrate(
  database: Database,
  log: Log,
  { through = Number.POSITIVE_INFINITY, restoring = false }: MigrateOptions = {},
): Promise<void> {
  if (!restoring) await requireComplete(database);
  const migrations = (await listMigrations()).filter(({ version }) => version <= through);
  const known = await readKnownVersion();
  const found = await readSchemaVersion(database);
  requireKnown(found, known);
  for (const migration of migrations.filter(({ version }) => version > found)) {
    await database.transaction((transaction) => apply(transaction, migration, log));
  }
  requireKnown(await readSchemaVersion(database), known);
  if (!(await hasWorkSchema(database))) await database.transaction(applyWorkSchema);
}
