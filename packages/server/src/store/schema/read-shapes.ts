import type { Database } from '../database.ts';
import type { TableShape } from './table-shape.ts';
import { tellColumn } from './table-shape.ts';

/** Tables of the schema in use, without partitions and without what extensions brought. */
const tablesSql = `
  SELECT c.oid::int8 AS id, c.relname AS name, coalesce(pg_get_partkeydef(c.oid), '') AS "partitionKey"
  FROM pg_class c
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
    AND NOT c.relispartition
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  ORDER BY c.relname`;

const columnsSql = `
  SELECT a.attrelid::int8 AS "tableId", a.attname AS name,
    format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable,
    a.attidentity <> '' AS identity, pg_get_expr(d.adbin, d.adrelid) AS default
  FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = ANY ($1) AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY a.attrelid, a.attnum`;

const indexesSql = `
  SELECT i.indrelid::int8 AS "tableId", i.indisunique AS "isUnique",
    i.indisprimary AS "isPrimary", pg_get_indexdef(i.indexrelid) AS definition
  FROM pg_index i WHERE i.indrelid = ANY ($1)`;

const constraintsSql = `
  SELECT c.conrelid::int8 AS "tableId", c.contype AS kind, pg_get_constraintdef(c.oid) AS definition,
    (SELECT string_agg(a.attname, ', ' ORDER BY a.attnum) FROM pg_attribute a
     WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)) AS columns
  FROM pg_constraint c WHERE c.conrelid = ANY ($1) AND c.contype IN ('c', 'f')`;

interface TableRow {
  readonly id: number;
  readonly name: string;
  readonly partitionKey: string;
}
interface Owned {
  readonly tableId: number;
}
interface ColumnRow extends Owned {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly identity: boolean;
  readonly default: string | null;
}
interface IndexRow extends Owned {
  readonly isUnique: boolean;
  readonly isPrimary: boolean;
  readonly definition: string;
}
interface ConstraintRow extends Owned {
  readonly kind: 'c' | 'f';
  readonly definition: string;
  readonly columns: string;
}

interface Facts {
  readonly columns: readonly ColumnRow[];
  readonly indexes: readonly IndexRow[];
  readonly constraints: readonly ConstraintRow[];
}

/** `CREATE INDEX name ON table USING btree (a, b) WHERE (c)` -> `(a, b) WHERE (c)`; other methods stay. */
const indexText = ({ definition }: IndexRow) => definition.replace(/^.*? USING (btree )?/, '');

/** Whether no two rows of the table may agree; one that says so of some rows is told as an index. */
const isKey = ({ isUnique, definition }: IndexRow) => isUnique && !definition.includes(' WHERE ');
const furtherText = (index: IndexRow) => `${index.isUnique ? 'UNIQUE ' : ''}${indexText(index)}`;

/** `FOREIGN KEY (a) REFERENCES b(c)` -> `(a) -> b(c)`; what follows, e.g. ON DELETE, stays. */
const foreignKeyText = ({ definition }: ConstraintRow) =>
  definition.replace(/^FOREIGN KEY (\(.*?\)) REFERENCES /, '$1 -> ');

/** The literals of a check: texts in quotes, or numbers where there are none. */
function checkText({ columns, definition }: ConstraintRow): string {
  const texts = [...definition.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '');
  const words = texts.filter((text) => !/^-?\d+$/.test(text));
  const numbers = definition.match(/-?\d+/g) ?? [];
  return `${columns}: ${(words.length > 0 ? words : numbers).sort().join(' ')}`;
}

function shapeOf({ id, name, partitionKey }: TableRow, facts: Facts): TableShape {
  const mine = ({ tableId }: Owned) => tableId === id;
  const indexes = facts.indexes.filter(mine);
  const constraints = facts.constraints.filter(mine);
  const further = indexes.filter((index) => !index.isPrimary);
  return {
    name,
    partitionKey,
    columns: facts.columns.filter(mine).map(tellColumn),
    primaryKey: indexes
      .filter((index) => index.isPrimary)
      .map(indexText)
      .join(),
    unique: further.filter(isKey).map(indexText).sort(),
    indexes: further
      .filter((index) => !isKey(index))
      .map(furtherText)
      .sort(),
    foreignKeys: constraints
      .filter(({ kind }) => kind === 'f')
      .map(foreignKeyText)
      .sort(),
    checks: constraints
      .filter(({ kind }) => kind === 'c')
      .map(checkText)
      .sort(),
  };
}

/** Reads the shape of every table of a database, by name. */
export async function readShapes(
  database: Pick<Database, 'query'>,
): Promise<ReadonlyMap<string, TableShape>> {
  const tables = await database.query<TableRow>(tablesSql);
  const ids = [tables.map((table) => table.id)];
  const facts: Facts = {
    columns: await database.query<ColumnRow>(columnsSql, ids),
    indexes: await database.query<IndexRow>(indexesSql, ids),
    constraints: await database.query<ConstraintRow>(constraintsSql, ids),
  };
  return new Map(tables.map((table) => [table.name, shapeOf(table, facts)]));
}
