import { Type } from 'typebox';
import { listColumns } from '../../list-filter.ts';
import type { Table } from '../../table.ts';
import { tables } from '../../tables.ts';
import type { Route } from '../route.ts';
import { readers } from '../route.ts';
import { listQuery } from '../schema/list-query.ts';
import { rowSchema } from '../schema/row-schema.ts';

const camelCase = (name: string): string =>
  name.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());

function createListRoute(table: Table, listPath: string): Route & { readonly listPath: string } {
  const timeless =
    table.timeColumn === undefined
      ? ' Its rows have no instant: they come by id, and a time range takes all of them.'
      : '';
  return {
    listPath,
    operation: `list${camelCase(table.name)}`,
    method: 'GET',
    path: `/api/v1/analytics/${listPath}`,
    resource: 'analytics',
    summary: `Rows of ${table.name}`,
    description: `${table.description}${timeless}\n\n\`Accept: text/csv\` or \`application/x-ndjson\` streams the same list. The header \`Link\` names the next page.`,
    callers: readers,
    query: listQuery(table),
    response: Type.Object({
      data: Type.Array(rowSchema(listColumns(table))),
      next_cursor: Type.Union([Type.String(), Type.Null()], {
        description: 'What to send as `cursor` for the next page; null after the last row.',
      }),
      sources: Type.Optional(
        Type.Array(
          Type.Object({
            from: Type.Enum(['database', 'archive']),
            part: Type.Optional(Type.Integer({ description: 'The part of the archive.' })),
            file: Type.Optional(Type.String({ description: 'Its file.' })),
            rows: Type.Integer(),
          }),
          {
            description:
              'With `include_archived`: how many rows of the page came from the database, and from which file of the archive.',
          },
        ),
      ),
    }),
  };
}

/** Every list of telemetry and ledger rows, derived from the tables. */
export const analyticsRoutes: readonly (Route & { readonly listPath: string })[] = tables.flatMap(
  (table) => (table.listPath === undefined ? [] : [createListRoute(table, table.listPath)]),
);
