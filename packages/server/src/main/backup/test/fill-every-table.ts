import type { Column } from '@homepot/catalogue';
import { findTable } from '@homepot/catalogue';
import type { Database } from '../../../store/index.ts';
import { openTransferSource, quoteIdentifier, tableName } from '../../../store/index.ts';

const literals: Readonly<Record<string, string>> = {
  boolean: 'true',
  bytea: `'\\x00ff'`,
  jsonb: `'{"a": [1, "ü", null]}'`,
  uuid: `'00000000-0000-4000-8000-000000000001'`,
  inet: `'192.0.2.1'`,
  date: `'2026-01-31'`,
  interval: `'1 day'`,
};

/** A value of a type, as SQL. */
function literalOf(type: string, column: Column | undefined): string {
  const [value] = column?.values ?? [];
  if (value !== undefined) return `'${value}'`;
  if (/\[\]$/.test(type)) return `'{}'`;
  if (/^timestamp/.test(type)) return 'now()';
  if (/^time/.test(type)) return `'12:00'`;
  if (/int|numeric|double|real/.test(type)) return '1';
  return literals[type] ?? `'x'`;
}

/** A database of a house. */
export interface FilledHouse {
  readonly database: Database;
  readonly connectionString: string;
}

interface Reference {
  readonly from: string;
  readonly to: string;
  readonly column: string;
}

const referencesSql = `
SELECT c.conrelid::regclass || '.' || a.attname AS "from", c.confrelid::regclass::text AS "to",
  b.attname AS "column"
FROM pg_constraint c
  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
  JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]
WHERE c.contype = 'f'`;

type Found = Awaited<ReturnType<typeof openTransferSource>>['tables'][number];

/** A row of values that its types and its references allow, unless there is one already. */
function insertStatement(table: Found, references: ReadonlyMap<string, Reference>): string {
  const columns = findTable(table.name)?.columns ?? {};
  const names = table.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const values = table.columns.map(({ name, type }) => {
    const reference = references.get(`${table.name}.${name}`);
    return reference === undefined
      ? literalOf(type, columns[name])
      : `(SELECT min(${reference.column}) FROM ${reference.to})`;
  });
  return `INSERT INTO ${tableName(table)} (${names})
    SELECT ${values.join(', ')} WHERE NOT EXISTS (SELECT FROM ${tableName(table)})`;
}

/**
 * Puts a row into every table of the house that has none, whatever it would mean, and a piece of work
 * for next year into its queue. Checks still hold.
 */
export async function fillEveryTable({ database, connectionString }: FilledHouse): Promise<void> {
  const source = await openTransferSource(connectionString);
  await source.close();
  const rows = await database.query<Reference>(referencesSql);
  const references = new Map(rows.map((row) => [row.from, row]));
  await database.query(`INSERT INTO pgboss.job (name, data, start_after)
    SELECT name, '{"later": true}', now() + interval '1 year' FROM pgboss.queue LIMIT 1`);
  // Once for those that others refer to, and again for the others.
  const house = source.tables.filter(({ group }) => group === 'house');
  for (const table of house.filter(
    ({ name }) => !rows.some(({ from }) => from.startsWith(`${name}.`)),
  )) {
    await database.query(insertStatement(table, references));
  }
  for (const table of house) await database.query(insertStatement(table, references));
}
