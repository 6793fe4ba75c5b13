/** One table, told in plain text, so that the catalogue and a database can be held against each other. */
export interface TableShape {
  readonly name: string;
  /** Name, type, nullability, default and identity of each column, in order. */
  readonly columns: readonly string[];
  readonly primaryKey: string;
  readonly unique: readonly string[];
  /** Expression and condition of each further index, as PostgreSQL prints them. */
  readonly indexes: readonly string[];
  /** `(column) -> table(column)` */
  readonly foreignKeys: readonly string[];
  /** `column: literals` of each check on one column. */
  readonly checks: readonly string[];
  /** As PostgreSQL prints it, e.g. `RANGE ("timestamp")`; empty if the table is not partitioned. */
  readonly partitionKey: string;
}

/** One column as text; both sides must tell it in the same way. */
export function tellColumn(column: {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly default: string | null;
  readonly identity: boolean;
}): string {
  const parts = [column.name, column.type, column.nullable ? 'null' : 'not null'];
  if (column.default !== null) parts.push(`default ${column.default}`);
  if (column.identity) parts.push('identity');
  return parts.join(' ');
}
