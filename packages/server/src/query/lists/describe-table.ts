import type { AnswerOf, listTables, Table } from '@homepot/catalogue';
import { listColumns, listFilters } from '@homepot/catalogue';

type TableAnswer = AnswerOf<typeof listTables>['data'][number];
type Privacy = TableAnswer['columns'][number]['privacy'];

/** What is said of a table whatever stands in it. */
export type TableDescription = Omit<TableAnswer, 'rows' | 'estimated' | 'oldest' | 'newest'>;

function describeColumns(table: Table): TableAnswer['columns'] {
  return Object.entries(listColumns(table)).map(([name, column]) => ({
    name,
    type: column.type,
    nullable: column.nullable,
    // listColumns leaves secrets out.
    privacy: column.privacy as Privacy,
    description: column.description,
    ...(column.lengthMax === undefined ? {} : { length_max: column.lengthMax }),
    ...(column.values === undefined ? {} : { values: [...column.values] }),
  }));
}

/** The entry of a table in the data dictionary. */
export function describeTable(table: Table): TableDescription {
  return {
    name: table.name,
    kind: table.kind,
    description: table.description,
    retention_days: table.retentionDays ?? null,
    time_column: table.timeColumn ?? null,
    list_path: table.listPath ?? null,
    filters: listFilters(table).map(({ name, type, description, values }) => ({
      name,
      type,
      description,
      ...(values === undefined ? {} : { values: [...values] }),
    })),
    columns: describeColumns(table),
  };
}
