import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import { archivePartStates } from '../../tables/archive-parts.ts';
import type { Route } from '../route.ts';
import { administrators } from '../route.ts';
import { nextCursorSchema, pageQuery } from '../schema/paging.ts';
import { integerOrNull, textOrNull } from '../schema/plain-schemas.ts';

const byId = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
});

const part = Type.Object({
  id: Type.Integer(),
  table: Type.String(),
  partition: Type.String({ description: 'The partition, or the table, that its rows came from.' }),
  state: Type.Enum(archivePartStates, {
    description:
      'writing, written, verified (against the rows, which are still in the database), archived (they are in the file alone), restored (they are back in the database) or abandoned.',
  }),
  from: Type.String({ description: 'The first instant that it stands for.' }),
  until: Type.String({ description: 'The first instant after it.' }),
  storage: Type.String({ description: 'Where the file was written.' }),
  file: Type.String({ description: 'The name of the file there.' }),
  rows: integerOrNull,
  bytes: integerOrNull,
  oldest: textOrNull,
  newest: textOrNull,
  hash: Type.Union([Type.String(), Type.Null()], {
    description: 'Of the rows, in any order; the manifest beside the file says how it is made.',
  }),
  sha256: Type.Union([Type.String(), Type.Null()], { description: 'Of the file.' }),
  provenance: Type.Record(Type.String(), Type.Integer(), {
    description: 'Rows by where they came from.',
  }),
  written_at: textOrNull,
  verified_at: textOrNull,
  archived_at: textOrNull,
  checked_at: Type.Union([Type.String(), Type.Null()], {
    description: 'When the file was last read back.',
  }),
  fault: Type.Union([Type.String(), Type.Null()], {
    description: 'What was wrong with it then; null where nothing was.',
  }),
  restored_until: Type.Union([Type.String(), Type.Null()], {
    description: 'Until when restored rows stay in the database.',
  }),
});

export const listArchiveParts = {
  operation: 'listArchiveParts',
  method: 'GET',
  path: '/api/v1/archive/parts',
  resource: 'archive',
  summary: 'The files of the archive',
  callers: administrators,
  query: Type.Object({
    ...pageQuery.properties,
    table: Type.Optional(Type.String({ maxLength: 100, description: 'Only of this table.' })),
    from: Type.Optional(Type.String({ description: 'Only with rows from here on: ISO 8601.' })),
    until: Type.Optional(Type.String({ description: 'Only with rows before: ISO 8601.' })),
    state: Type.Optional(
      Type.Enum(archivePartStates, {
        description: 'Only in this state; all but abandoned ones unless given.',
      }),
    ),
    faulty: Type.Optional(
      Type.Boolean({ description: 'Only those in which the last check found a fault.' }),
    ),
  }),
  response: Type.Object({ data: Type.Array(part), next_cursor: nextCursorSchema }),
} as const satisfies Route;

export const showArchivePart = {
  operation: 'showArchivePart',
  method: 'GET',
  path: '/api/v1/archive/parts/{id}',
  resource: 'archive',
  summary: 'One file of the archive',
  callers: administrators,
  parameters: byId,
  response: part,
} as const satisfies Route;

export const checkArchivePart = {
  operation: 'checkArchivePart',
  method: 'POST',
  path: '/api/v1/archive/parts/{id}/check',
  resource: 'archive',
  summary: 'Read a file of the archive back, and see whether it is what was written',
  description:
    'All of it is read from the storage. A damaged or missing file is told as `fault`; it takes as long as reading takes.',
  callers: administrators,
  parameters: byId,
  response: part,
} as const satisfies Route;

export const restoreArchivePart = {
  operation: 'restoreArchivePart',
  method: 'POST',
  path: '/api/v1/archive/parts/{id}/restore',
  resource: 'archive',
  summary: 'Bring the rows of a file back into the database',
  description:
    'They come back with their ids, all or none, and leave again by themselves. It takes as long as storing them takes.',
  callers: administrators,
  parameters: byId,
  body: Type.Object(
    {
      days: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: limits.restoredKeptDaysMax,
          default: limits.restoredKeptDaysDefault,
          description: 'How long they stay.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  response: part,
} as const satisfies Route;

/** Every route of this resource. */
export const archiveRoutes: readonly Route[] = [
  listArchiveParts,
  showArchivePart,
  checkArchivePart,
  restoreArchivePart,
];
