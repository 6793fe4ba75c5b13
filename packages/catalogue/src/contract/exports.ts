import { Type } from 'typebox';
import { exportTables, exportTreatments } from '../export-treatment.ts';
import { callerLimits as limits } from '../limits.ts';
import { provenances } from '../table.ts';
import { exportSplits } from '../tables/export-files.ts';
import { exportStatuses, pseudonymModes } from '../tables/exports.ts';
import { instantSchema, textOrNull } from './fleet-schemas.ts';
import type { Route } from './route.ts';
import { readers } from './route.ts';
import { nextCursorSchema, pageQuery, withoutNul } from './users.ts';

/** How the files of an export are written. */
export const exportFormats = ['parquet', 'csv', 'ndjson'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What instants of rows about people are cut down to. */
export const timePrecisions = ['exact', 'second', 'minute', 'hour'] as const;
export type TimePrecision = (typeof timePrecisions)[number];

/** By what rows are told apart into the parts of a split. */
export const splitKinds = ['time', 'device', 'site'] as const;

const tableName = Type.Enum(exportTables.map(({ name }) => name) as [string, ...string[]]);
const columnName = Type.String({ maxLength: 63, pattern: withoutNul });
const names = (charactersMax: number, description: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: charactersMax, pattern: withoutNul }), {
    minItems: 1,
    maxItems: limits.exportDevicesMax,
    uniqueItems: true,
    description,
  });
const ofTables = (description: string) =>
  Type.Record(Type.String({ maxLength: 63 }), Type.Array(columnName, { maxItems: 100 }), {
    description,
  });
const share = Type.Number({ minimum: 0, maximum: 1 });

/** What is asked for. */
const fields = {
  tables: Type.Optional(
    Type.Array(tableName, {
      maxItems: limits.exportTablesMax,
      uniqueItems: true,
      description: 'The tables whose rows are written. None: `features` alone.',
    }),
  ),
  from: Type.Optional(
    instantSchema('The first instant. Needed unless `since` is given, whose it is then.'),
  ),
  to: Type.Optional(instantSchema('The instant after the last; now unless given.')),
  sites: Type.Optional(names(limits.siteIdCharactersMax, 'Only devices that stand there now.')),
  devices: Type.Optional(names(limits.deviceIdCharactersMax, 'Only these devices.')),
  columns: Type.Optional(ofTables('The columns that are written, by table; all unless given.')),
  treatments: Type.Optional(
    Type.Record(
      Type.String({ maxLength: 63 }),
      Type.Record(columnName, Type.Enum(exportTreatments)),
      {
        description:
          'What is made of a column, by table, where it is not what is usual, e.g. `{"error_logs": {"error_message": "drop"}}`. Only what `GET /api/v1/exports/columns` lists.',
      },
    ),
  ),
  format: Type.Optional(Type.Enum(exportFormats, { default: 'parquet' })),
  provenance: Type.Optional(
    Type.Array(Type.Enum(provenances), {
      minItems: 1,
      uniqueItems: true,
      description: 'Rows of these origins; real and controlled unless given.',
    }),
  ),
  pseudonyms: Type.Optional(
    Type.Enum(pseudonymModes, {
      default: 'fresh',
      description:
        '`fresh`: with a key that is thrown away, so that no other data set can be joined on a person. `stable`: the same in every export that asks for it.',
    }),
  ),
  time_precision: Type.Optional(
    Type.Enum(timePrecisions, {
      description:
        'To what instants in tables about people are cut down: the minute where pseudonyms are fresh, else not at all.',
    }),
  ),
  quasi_identifiers: Type.Optional(
    ofTables(
      'Columns by which somebody might be known again, by table, in place of the usual ones. An empty list: none.',
    ),
  ),
  k: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: limits.exportAlikePeopleMax,
      default: 5,
      description:
        'How many people at least must share the values of the quasi-identifiers of a row, or it is left out.',
    }),
  ),
  split: Type.Optional(
    Type.Object(
      {
        by: Type.Enum(splitKinds, {
          description:
            '`time`: whole days (UTC), the earliest for training. `device`, `site`: all rows of one on one side, the same side in every export with this seed.',
        }),
        train: Type.Optional(share),
        validation: Type.Optional(share),
        test: Type.Optional(share),
        seed: Type.Optional(Type.String({ maxLength: 100, pattern: withoutNul, default: '' })),
      },
      { additionalProperties: false, description: 'Shares are 0.7, 0.15 and 0.15 unless given.' },
    ),
  ),
  features: Type.Optional(
    Type.Boolean({
      default: false,
      description:
        'Whether a row of features and labels is made for each device and hour, of what was known when the hour ended.',
    }),
  ),
  since: Type.Optional(
    Type.String({
      maxLength: 40,
      pattern: withoutNul,
      description:
        'An earlier, completed export with stable pseudonyms: only rows that arrived after it.',
    }),
  ),
};

const exportRequest = Type.Object(fields, { additionalProperties: false });

/** An export as the API shows it. */
const exportSchema = Type.Object({
  export_id: Type.String(),
  status: Type.Enum(exportStatuses),
  request: Type.Object(fields, {
    description: 'What was asked for, with everything that was left out filled in.',
  }),
  pseudonyms: Type.Enum(pseudonymModes),
  since: textOrNull,
  complete_until: Type.String({ description: 'Rows that arrived later are not in it.' }),
  created_by: textOrNull,
  created_at: Type.String(),
  started_at: textOrNull,
  finished_at: textOrNull,
  expires_at: Type.Union([Type.String(), Type.Null()], {
    description: 'When the files are removed.',
  }),
  stored_at: textOrNull,
  rows: Type.Integer(),
  bytes: Type.Integer(),
  suppressed_rows: Type.Integer({
    description: 'Rows that were left out because too few people were like them.',
  }),
  steps: Type.Integer(),
  steps_done: Type.Integer(),
  error_code: textOrNull,
  error_message: textOrNull,
});

const named = Type.Object({ export_id: Type.String({ maxLength: 40, pattern: withoutNul }) });

export const describeExports = {
  operation: 'describeExports',
  method: 'GET',
  path: '/api/v1/exports/columns',
  resource: 'exports',
  summary: 'What can be exported, and what may be made of each column',
  callers: readers,
  response: Type.Object({
    tables: Type.Array(
      Type.Object({
        table: Type.String(),
        description: Type.String(),
        by_device: Type.Boolean({
          description: 'Whether its rows can be told by device and site.',
        }),
        quasi_identifiers: Type.Array(Type.String()),
        columns: Type.Array(
          Type.Object({
            column: Type.String(),
            description: Type.String(),
            privacy: Type.String(),
            treatments: Type.Array(Type.Enum(exportTreatments), {
              description: 'What may be made of it; the first unless told otherwise.',
            }),
          }),
        ),
      }),
    ),
  }),
} as const satisfies Route;

export const listExports = {
  operation: 'listExports',
  method: 'GET',
  path: '/api/v1/exports',
  resource: 'exports',
  summary: 'The exports, newest first',
  callers: readers,
  query: pageQuery,
  response: Type.Object({ data: Type.Array(exportSchema), next_cursor: nextCursorSchema }),
} as const satisfies Route;

export const createExport = {
  operation: 'createExport',
  method: 'POST',
  path: '/api/v1/exports',
  resource: 'exports',
  summary: 'Make a data set of the collected rows',
  description:
    'It is written in the background; ask for it until it is `completed`. Nobody is named in it: people, networks, free text and JSON are replaced by pseudonyms or less, and the files are searched for everybody known before anything can be downloaded.',
  callers: readers,
  body: exportRequest,
  status: 201,
  response: exportSchema,
} as const satisfies Route;

export const previewExport = {
  operation: 'previewExport',
  method: 'POST',
  path: '/api/v1/exports/preview',
  resource: 'exports',
  summary: 'Some rows of each table as they are and as they would leave',
  description:
    'The pseudonyms shown are made with a key that is thrown away. Makes nothing. Rows that are alike too few people are not left out here.',
  callers: readers,
  body: exportRequest,
  response: Type.Object({
    tables: Type.Array(
      Type.Object({
        table: Type.String(),
        columns: Type.Array(
          Type.Object({ column: Type.String(), treatment: Type.Enum(exportTreatments) }),
        ),
        before: Type.Array(Type.Record(Type.String(), Type.Unsafe<unknown>({}))),
        after: Type.Array(Type.Record(Type.String(), Type.Unsafe<unknown>({}))),
      }),
    ),
  }),
} as const satisfies Route;

export const showExport = {
  operation: 'showExport',
  method: 'GET',
  path: '/api/v1/exports/{export_id}',
  resource: 'exports',
  summary: 'One export and how far it is',
  callers: readers,
  parameters: named,
  response: exportSchema,
} as const satisfies Route;

export const cancelExport = {
  operation: 'cancelExport',
  method: 'POST',
  path: '/api/v1/exports/{export_id}/cancel',
  resource: 'exports',
  summary: 'Stop an export and remove what it wrote',
  callers: readers,
  parameters: named,
  response: exportSchema,
} as const satisfies Route;

export const resumeExport = {
  operation: 'resumeExport',
  method: 'POST',
  path: '/api/v1/exports/{export_id}/resume',
  resource: 'exports',
  summary: 'Go on with an export that failed',
  description: 'Steps that are done stay done. One whose server was killed goes on by itself.',
  callers: readers,
  parameters: named,
  response: exportSchema,
} as const satisfies Route;

export const removeExport = {
  operation: 'removeExport',
  method: 'DELETE',
  path: '/api/v1/exports/{export_id}',
  resource: 'exports',
  summary: 'Remove the files of an export that has ended',
  description: 'The row stays: it says what left the house.',
  callers: readers,
  parameters: named,
  status: 204,
} as const satisfies Route;

export const listExportFiles = {
  operation: 'listExportFiles',
  method: 'GET',
  path: '/api/v1/exports/{export_id}/files',
  resource: 'exports',
  summary: 'The files of a completed export',
  callers: readers,
  parameters: named,
  query: pageQuery,
  response: Type.Object({
    data: Type.Array(
      Type.Object({
        number: Type.Integer(),
        name: Type.String(),
        table: textOrNull,
        split: Type.Union([Type.Enum(exportSplits), Type.Null()]),
        rows: Type.Integer(),
        bytes: Type.Integer(),
        sha256: Type.String(),
      }),
    ),
    next_cursor: nextCursorSchema,
  }),
} as const satisfies Route;

export const downloadExportFile = {
  operation: 'downloadExportFile',
  method: 'GET',
  path: '/api/v1/exports/{export_id}/files/{number}',
  resource: 'exports',
  summary: 'A file of a completed export; `Range` asks for a part of it',
  callers: readers,
  parameters: Type.Object({
    export_id: Type.String({ maxLength: 40, pattern: withoutNul }),
    number: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  }),
} as const satisfies Route;

export const readExportManifest = {
  operation: 'readExportManifest',
  method: 'GET',
  path: '/api/v1/exports/{export_id}/manifest',
  resource: 'exports',
  summary: 'manifest.json of a completed export',
  callers: readers,
  parameters: named,
  response: Type.Record(Type.String(), Type.Unsafe<unknown>({})),
} as const satisfies Route;

/** Every route of this resource. */
export const exportRoutes: readonly Route[] = [
  describeExports,
  listExports,
  createExport,
  previewExport,
  showExport,
  cancelExport,
  resumeExport,
  removeExport,
  listExportFiles,
  downloadExportFile,
  readExportManifest,
];
