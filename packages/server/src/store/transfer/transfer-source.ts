import { readSchemaVersion } from '../migrate.ts';
import type { FoundTables } from './list-transfer-tables.ts';
import { listTransferTables } from './list-transfer-tables.ts';
import { readWorkVersion } from './read-work-version.ts';
import { requireComplete } from './restore-mark.ts';
import type { SequencePosition } from './sequences.ts';
import { readSequences } from './sequences.ts';
import type { TransferConnection } from './transfer-connection.ts';
import { openTransferConnection } from './transfer-connection.ts';
import { TransferError } from './transfer-error.ts';
import type { TransferTable } from './transfer-table.ts';
import { copyOutStatement, tableName } from './transfer-table.ts';

/** What a database held at one instant. */
export interface TransferSource {
  readonly schemaVersion: number;
  /** That of the tables of the work queue; 0 where there are none. */
  readonly workVersion: number;
  /** Of PostgreSQL, e.g. `18.4`. */
  readonly postgresVersion: string;
  /** When the snapshot was taken, ISO 8601. */
  readonly takenAt: string;
  readonly tables: readonly TransferTable[];
  readonly foreign: readonly string[];
  readonly sequences: readonly SequencePosition[];
  /** All rows of a table as a stream of the binary COPY. */
  read(table: TransferTable): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

interface FactsRow {
  readonly version: string;
  readonly taken_at: string;
}

const attemptsMax = 10;

const namesOf = ({ tables }: FoundTables): string => tables.map(tableName).join(', ');

/**
 * Begins a transaction that sees one instant, and holds all tables so that none of what is seen is
 * dropped before it was read. In this order: the instant is that of the first question, and by then
 * the tables are held. Where a table came or went in between, it begins anew.
 */
async function beginSnapshot(
  connection: TransferConnection,
  schemaVersion: number,
): Promise<FoundTables> {
  for (let attempt = 1; ; attempt += 1) {
    const names = namesOf(await listTransferTables(connection, schemaVersion));
    await connection.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await connection.query(`LOCK TABLE ${names} IN ACCESS SHARE MODE`);
    const found = await listTransferTables(connection, schemaVersion);
    if (namesOf(found) === names) return found;
    if (attempt === attemptsMax)
      throw new TransferError('The tables change all the time; try again later.');
    await connection.query('ROLLBACK');
  }
}

async function readSnapshot(
  connection: TransferConnection,
): Promise<Omit<TransferSource, 'read' | 'close'>> {
  await requireComplete(connection);
  const schemaVersion = await readSchemaVersion(connection);
  if (schemaVersion === 0) throw new TransferError('This database has no tables of HOMEPOT.');
  const found = await beginSnapshot(connection, schemaVersion);
  const [facts] = await connection.query<FactsRow>(
    `SELECT current_setting('server_version') AS version, clock_timestamp() AS taken_at`,
  );
  return {
    schemaVersion,
    workVersion: await readWorkVersion(connection),
    postgresVersion: facts?.version ?? '',
    takenAt: facts?.taken_at ?? '',
    ...found,
    sequences: await readSequences(connection),
  };
}

/**
 * Opens a snapshot: whatever is written meanwhile, all that is read is of one instant. Readers and
 * writers do not wait for it; only what drops or alters a table does. Throws where the database has no
 * tables of HOMEPOT.
 */
export async function openTransferSource(connectionString: string): Promise<TransferSource> {
  const connection = await openTransferConnection(connectionString);
  try {
    return {
      ...(await readSnapshot(connection)),
      read: (table) => connection.copyOut(copyOutStatement(table)),
      close: () => connection.close(),
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
