import type { Transaction } from '../../database.ts';
import { quoteIdentifier } from '../../quote-identifier.ts';

interface Definition {
  readonly text: string;
}

/** The statements that make the key and the indexes of a partitioned table again on a plain one of its name. */
async function readIndexes(transaction: Transaction, table: string): Promise<readonly string[]> {
  const keys = await transaction.query<Definition>(
    `SELECT format('ALTER TABLE %I ADD CONSTRAINT %I %s', $1::text, conname, pg_get_constraintdef(oid)) AS text
     FROM pg_constraint WHERE conrelid = $1::regclass AND contype IN ('p', 'u')`,
    [table],
  );
  const indexes = await transaction.query<Definition>(
    `SELECT replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') AS text FROM pg_index i
     WHERE i.indrelid = $1::regclass
       AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)`,
    [table],
  );
  return [...keys, ...indexes].map(({ text }) => text);
}

/** The identity goes on where it was, under the name that it had. */
async function keepIdentity(
  transaction: Transaction,
  table: string,
  earlier: string,
): Promise<void> {
  const [row] = await transaction.query<{ mine: string; theirs: string; name: string }>(
    `SELECT pg_get_serial_sequence($1, 'id') AS mine, pg_get_serial_sequence($2, 'id') AS theirs,
       (SELECT relname FROM pg_class WHERE oid = pg_get_serial_sequence($2, 'id')::regclass) AS name`,
    [table, earlier],
  );
  if (row === undefined) return;
  await transaction.query(`SELECT setval('${row.mine}', last_value, is_called) FROM ${row.theirs}`);
  await transaction.query(`DROP TABLE ${quoteIdentifier(earlier)}`);
  await transaction.query(`ALTER SEQUENCE ${row.mine} RENAME TO ${quoteIdentifier(row.name)}`);
}

/**
 * Puts a table that is not partitioned in the place of one that is: same columns, same rows, same names
 * of key, indexes and sequence. `prepare` makes of the empty one what it is to be; then the rows move.
 * Who writes or reads the table waits until the transaction ends.
 */
export async function convertTable(
  transaction: Transaction,
  table: string,
  prepare: () => Promise<void>,
): Promise<void> {
  const [name, earlier] = [quoteIdentifier(table), `${table}_before`];
  await transaction.query(`LOCK TABLE ${name} IN ACCESS EXCLUSIVE MODE`);
  const indexes = await readIndexes(transaction, table);
  await transaction.query(
    `ALTER TABLE ${name} RENAME TO ${quoteIdentifier(earlier)};
     CREATE TABLE ${name} (LIKE ${quoteIdentifier(earlier)} INCLUDING ALL EXCLUDING INDEXES)`,
  );
  await prepare();
  await transaction.query(`INSERT INTO ${name} SELECT * FROM ${quoteIdentifier(earlier)}`);
  await keepIdentity(transaction, table, earlier);
  for (const text of indexes) await transaction.query(text);
}
