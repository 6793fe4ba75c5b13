import type { Log } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Database } from '../database.ts';
import { migrate } from '../migrate.ts';
import { quoteIdentifier } from '../quote-identifier.ts';
import { listTransferTables } from './list-transfer-tables.ts';
import { readWorkVersion } from './read-work-version.ts';
import type { TransferConnection } from './transfer-connection.ts';
import { TransferError } from './transfer-error.ts';
import type { TransferTable } from './transfer-table.ts';
import { tableName } from './transfer-table.ts';

const columnsOf = ({ columns }: TransferTable): string =>
  columns.map(({ name, type }) => `${name} ${type}`).join(', ');

/** Throws where rows of these tables would not fit those that are there. */
function requireSameTables(
  wanted: readonly TransferTable[],
  found: readonly TransferTable[],
): void {
  const there = new Map(found.map((table) => [tableName(table), table]));
  for (const table of wanted) {
    const match = there.get(
      table.detachedFrom === undefined ? tableName(table) : quoteIdentifier(table.detachedFrom),
    );
    if (match !== undefined && columnsOf(match) === columnsOf(table)) continue;
    throw new TransferError(
      `The table ${table.name} has other columns than this program makes: (${columnsOf(table)}), not (${match === undefined ? 'no such table' : columnsOf(match)}).`,
    );
  }
}

const instant = /^[\d-]+ [\d:.]+\+00$/;

function attachStatement(
  parent: string,
  { name, from, until }: TransferTable['partitions'][number],
) {
  if (!instant.test(from) || !instant.test(until)) {
    throw new TransferError(`The partition ${name} has impossible bounds: ${from}, ${until}.`);
  }
  const [table, partition] = [quoteIdentifier(parent), quoteIdentifier(name)];
  return `CREATE TABLE ${partition} (LIKE ${table} INCLUDING ALL EXCLUDING IDENTITY);
ALTER TABLE ${table} ATTACH PARTITION ${partition} FOR VALUES FROM ('${from}') TO ('${until}');`;
}

function* partitionStatements(
  tables: readonly TransferTable[],
  partitioned: ReadonlySet<string>,
): Iterable<string> {
  for (const { name, partitions, detachedFrom } of tables) {
    if (detachedFrom !== undefined) {
      const parent = quoteIdentifier(detachedFrom);
      yield `CREATE TABLE ${quoteIdentifier(name)} (LIKE ${parent} INCLUDING ALL EXCLUDING IDENTITY);`;
    }
    // Where an extension makes the partitions of a table, it makes them as rows arrive.
    if (!partitioned.has(name)) continue;
    for (const partition of partitions) yield attachStatement(name, partition);
  }
}

async function createPartitions(
  connection: TransferConnection,
  tables: readonly TransferTable[],
): Promise<void> {
  const rows = await connection.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relkind = 'p' AND relnamespace = current_schema()::regnamespace`,
  );
  const statements = [...partitionStatements(tables, new Set(rows.map(({ name }) => name)))];
  const size = limits.partitionsPerTransactionMax;
  for (let i = 0; i < statements.length; i += size) {
    await connection.query(statements.slice(i, i + size).join('\n'));
  }
}

/** What is to be made, as its source says. */
export interface WantedTables {
  readonly schemaVersion: number;
  /** That of the tables of the work queue. */
  readonly workVersion: number;
  readonly tables: readonly TransferTable[];
}

/**
 * Makes the tables of that version in an empty database, each without any row, with all partitions.
 * Returns those that can be filled: the work queue has its own migrations, which go forward only, so
 * that its tables are left empty where they were of another version. Throws where the columns of the
 * others differ from those that are wanted.
 */
export async function createTables(
  database: Database,
  connection: TransferConnection,
  { schemaVersion, workVersion, tables }: WantedTables,
  log: Log,
): Promise<readonly TransferTable[]> {
  await migrate(database, log, { through: schemaVersion, restoring: true });
  const isSameWork = (await readWorkVersion(connection)) === workVersion;
  const fitting = tables.filter(({ group }) => group === 'house' || isSameWork);
  const made = await listTransferTables(connection, schemaVersion);
  requireSameTables(fitting, made.tables);
  // Migrations and the work queue fill some tables; all rows are to be those of the source.
  const emptied = made.tables.filter(({ group }) => group === 'house' || isSameWork);
  await connection.query(`TRUNCATE ${emptied.map(tableName).join(', ')} RESTART IDENTITY`);
  await createPartitions(connection, fitting);
  return fitting;
}
