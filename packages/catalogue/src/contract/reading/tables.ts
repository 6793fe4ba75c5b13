import { Type } from 'typebox';
import { privacies } from '../../column.ts';
import { listColumns, listFilterTypes } from '../../list-filter.ts';
import { tableKinds } from '../../table.ts';
import { quarantinedRecords } from '../../tables/quarantined-records.ts';
import type { Route } from '../route.ts';
import { administrators, readers } from '../route.ts';
import { listQuery } from '../schema/list-query.ts';
import { rowSchema } from '../schema/row-schema.ts';

/** Secret columns are shown to nobody, not even by their name. */
const shownPrivacies = privacies.filter((privacy) => privacy !== 'secret');
const textOrNull = Type.Union([Type.String(), Type.Null()]);

/** Every table: what it holds, how much, and how it is listed. */
export const listTables = {
  operation: 'listTables',
  method: 'GET',
  path: '/api/v1/tables',
  resource: 'tables',
  summary: 'Every table with its rows, columns and filters',
  description:
    'The data dictionary with the number of rows. Without `exact`, tables that seem large are estimated from the statistics of PostgreSQL.',
  callers: readers,
  query: Type.Object({
    table: Type.Optional(
      Type.Array(Type.String(), { description: 'Only these tables, by name; all unless given.' }),
    ),
    exact: Type.Optional(
      Type.Boolean({
        description: 'Whether to count every row, which takes time on large tables.',
      }),
    ),
  }),
  response: Type.Object({
    data: Type.Array(
      Type.Object({
        name: Type.String(),
        kind: Type.Enum(tableKinds),
        description: Type.String(),
        rows: Type.Integer(),
        estimated: Type.Boolean({ description: 'Whether `rows` is an estimate.' }),
        oldest: Type.Union([Type.String(), Type.Null()], {
          description: 'Instant of the oldest row, where rows have one.',
        }),
        newest: textOrNull,
        retention_days: Type.Union([Type.Integer(), Type.Null()], {
          description: 'Days that rows are kept unless a policy says otherwise.',
        }),
        time_column: textOrNull,
        list_path: Type.Union([Type.String(), Type.Null()], {
          description:
            'The rows are at `/api/v1/analytics/{list_path}`; null: they are not listed.',
        }),
        filters: Type.Array(
          Type.Object({
            name: Type.String(),
            type: Type.Enum(listFilterTypes),
            description: Type.String(),
            values: Type.Optional(Type.Array(Type.String())),
          }),
        ),
        columns: Type.Array(
          Type.Object({
            name: Type.String(),
            type: Type.String(),
            nullable: Type.Boolean(),
            privacy: Type.Enum(shownPrivacies),
            description: Type.String(),
            length_max: Type.Optional(Type.Integer()),
            values: Type.Optional(Type.Array(Type.String())),
          }),
        ),
      }),
    ),
  }),
} as const satisfies Route;

/** Records that were kept aside. */
export const listQuarantine = {
  operation: 'listQuarantine',
  method: 'GET',
  path: '/api/v1/quarantine',
  resource: 'tables',
  summary: 'Records that were kept aside and not stored, with the reason',
  callers: administrators,
  query: listQuery(quarantinedRecords),
  response: Type.Object({
    data: Type.Array(
      Type.Object({
        ...rowSchema(listColumns(quarantinedRecords)).properties,
        payload: Type.String({
          description: 'The record as text, or in hexadecimal digits where it is not text.',
        }),
        payload_encoding: Type.Enum(['utf8', 'hex']),
        payload_bytes: Type.Integer({ description: 'Bytes of the whole record.' }),
      }),
    ),
    next_cursor: textOrNull,
  }),
} as const satisfies Route;

/** Every route of this resource. */
export const tableRoutes: readonly Route[] = [listTables, listQuarantine];
