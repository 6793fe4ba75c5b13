import { Type } from 'typebox';
import { exportTreatments } from '../../export-treatment.ts';
import { exportSplits } from '../../tables/export-files.ts';
import type { Route } from '../route.ts';
import { readers } from '../route.ts';
import { nextCursorSchema, pageQuery } from '../schema/paging.ts';
import { textOrNull, withoutNul } from '../schema/plain-schemas.ts';
import { exportRequest, exportSchema } from './export-schemas.ts';

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
  response: Type.String({ description: 'The bytes of the file.' }),
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
