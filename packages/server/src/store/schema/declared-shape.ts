import type { Column, Table } from '@homepot/catalogue';
import type { TableShape } from './table-shape.ts';
import { tellColumn } from './table-shape.ts';

const typeNames: Partial<Record<Column['type'], (column: Column) => string>> = {
  varchar: ({ lengthMax }) => `character varying(${lengthMax})`,
  char: ({ lengthMax }) => `character(${lengthMax})`,
  numeric: ({ precision }) => `numeric(${precision?.join(',')})`,
  double: () => 'double precision',
  timestamptz: () => 'timestamp with time zone',
  time: () => 'time without time zone',
};

/** The column's type as PostgreSQL prints it. */
const typeOf = (column: Column) => typeNames[column.type]?.(column) ?? column.type;

/** Names that PostgreSQL puts into quotes. */
const quoted = new Set(['timestamp']);
const quote = (name: string) => (quoted.has(name) ? `"${name}"` : name);
const listOf = (names: readonly string[]) => `(${names.map(quote).join(', ')})`;

function checkOf(name: string, column: Column): string[] {
  const bounds = [column.minimum, column.maximum].filter((bound) => bound !== undefined);
  const literals = column.values ?? bounds.map(String);
  return literals.length === 0 ? [] : [`${name}: ${[...literals].sort().join(' ')}`];
}

/** The indexes of a table, of which those that need an extension may be missing. */
function indexesOf(table: Table, found: readonly string[]): readonly string[] {
  const more = (table.extensionIndexes ?? []).filter(({ index }) => found.includes(index));
  return [...table.indexes, ...more.map(({ index }) => index)];
}

/**
 * What the catalogue says of a table, in a database in which these indexes were found. What rows of
 * telemetry may hold is checked at the door alone.
 */
export function declaredShape(table: Table, foundIndexes: readonly string[]): TableShape {
  const columns = Object.entries(table.columns);
  return {
    name: table.name,
    columns: columns.map(([name, column]) =>
      tellColumn({
        name,
        type: typeOf(column),
        nullable: column.nullable,
        default: column.default ?? null,
        identity: column.identity ?? false,
      }),
    ),
    primaryKey: listOf(table.primaryKey),
    unique: table.unique.map(listOf).sort(),
    indexes: [...indexesOf(table, foundIndexes)].sort(),
    foreignKeys: columns
      .flatMap(([name, { references }]) => {
        const [target, key] = references?.split('.') ?? [];
        return target === undefined ? [] : [`(${name}) -> ${target}(${key})`];
      })
      .sort(),
    checks:
      table.kind === 'telemetry'
        ? []
        : columns.flatMap(([name, column]) => checkOf(name, column)).sort(),
    partitionKey: table.partition === undefined ? '' : `RANGE ${listOf([table.timeColumn ?? ''])}`,
  };
}
