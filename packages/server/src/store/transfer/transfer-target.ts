import type { Log } from '../../kernel/index.ts';
import type { Database } from '../database.ts';
import { createDatabase } from '../database.ts';
import { migrate } from '../migrate.ts';
import { requireServer } from '../require-server.ts';
import type { WantedTables } from './create-tables.ts';
import { createTables } from './create-tables.ts';
import type { TargetState } from './empty-target.ts';
import { emptyTarget, readTargetState, requireRights } from './empty-target.ts';
import { removeMark, sealMark, setMark } from './restore-mark.ts';
import type { SequencePosition } from './sequences.ts';
import { setSequences } from './sequences.ts';
import { orderTables } from './table-order.ts';
import { openTransferConnection } from './transfer-connection.ts';
import { TransferError } from './transfer-error.ts';
import type { TransferTable } from './transfer-table.ts';
import { copyInStatement, copyOutStatement } from './transfer-table.ts';
import type { TableDigest } from './tuple-digest.ts';
import { createTupleDigest } from './tuple-digest.ts';

/**
 * A database that is filled with the rows of another. From `begin` to `release` it carries a mark, by
 * which every server refuses it; what was cut off in between is begun anew.
 */
export interface TransferTarget {
  /** Of PostgreSQL, e.g. `15.14`. */
  readonly postgresVersion: string;
  readonly state: TargetState;
  /** Sets the mark. */
  begin(): Promise<void>;
  /**
   * Removes what is there, makes the tables, and gives back those that can be filled, in the order to
   * fill them in; see `createTables`.
   */
  prepare(wanted: WantedTables): Promise<readonly TransferTable[]>;
  /** Stores rows, the stream of a binary COPY: all or none. */
  fill(table: TransferTable, source: AsyncIterable<Uint8Array>): Promise<number>;
  /** Reads all rows back. */
  digest(table: TransferTable): Promise<TableDigest>;
  setSequences(positions: readonly SequencePosition[]): Promise<void>;
  /** Has these spools read again from their beginning; what is stored already is known by its ids. */
  rewindSpools(spoolIds: readonly string[]): Promise<void>;
  /** Brings the schema to the newest version and has PostgreSQL look at its rows. */
  complete(): Promise<void>;
  /** For the audit trail, once it is complete. */
  readonly database: Database;
  /** Says in the mark that all is there. */
  seal(): Promise<void>;
  /** Takes the mark away. */
  release(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Connects to a database that is to be filled, and changes nothing. Throws an error that says what to
 * do where it cannot be reached, is too old, or the role may not make tables in it.
 */
export async function openTransferTarget(
  connectionString: string,
  log: Log,
): Promise<TransferTarget> {
  const database = createDatabase({ connectionString, connectionsMax: 2, log });
  try {
    const { version } = await requireServer(database, connectionString).catch((error: Error) => {
      throw new TransferError(error.message, { cause: error });
    });
    const connection = await openTransferConnection(connectionString);
    const target = { database, connection, log };
    return { postgresVersion: version, ...(await checkTarget(target)), ...writers(target) };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

interface Target {
  readonly database: Database;
  readonly connection: Awaited<ReturnType<typeof openTransferConnection>>;
  readonly log: Log;
}

async function checkTarget({ connection }: Target): Promise<Pick<TransferTarget, 'state'>> {
  try {
    await requireRights(connection);
    return { state: await readTargetState(connection) };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

type Writers = Omit<TransferTarget, 'postgresVersion' | 'state'>;

function writers({ database, connection, log }: Target): Writers {
  return {
    database,
    begin: () => setMark(connection),
    async prepare(wanted) {
      await emptyTarget(connection);
      const tables = await createTables(database, connection, wanted, log);
      return orderTables(connection, tables);
    },
    fill: (table, source) => connection.copyIn(copyInStatement(table), source),
    async digest(table) {
      const digest = createTupleDigest();
      for await (const chunk of connection.copyOut(copyOutStatement(table))) digest.push(chunk);
      return digest.finish();
    },
    setSequences: (positions) => setSequences(connection, positions),
    async rewindSpools(spoolIds) {
      await connection.query(
        'UPDATE spool_checkpoints SET sequence = 0, updated_at = now() WHERE spool_id = ANY ($1::uuid[])',
        [spoolIds],
      );
    },
    async complete() {
      await migrate(database, log, { restoring: true });
      await connection.query('ANALYZE');
    },
    seal: () => sealMark(connection),
    release: () => removeMark(connection),
    async close() {
      await connection.close();
      await database.stop();
    },
  };
}
