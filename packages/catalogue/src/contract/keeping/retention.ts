import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import { retentionStates } from '../../tables/retention-parts.ts';
import { retentionRunStates } from '../../tables/retention-runs.ts';
import type { Route } from '../route.ts';
import { administrators, readers } from '../route.ts';
import { nextCursorSchema, pageQuery } from '../schema/paging.ts';
import { integerOrNull, textOrNull } from '../schema/plain-schemas.ts';
import {
  byId,
  holdSchema,
  instantOrNull,
  policySchema,
  retentionPolicyRoutes,
  tableName,
} from './retention-policies.ts';

const runProperties = {
  id: Type.Integer(),
  state: Type.Enum(retentionRunStates),
  cause: Type.Enum(['timetable', 'asked']),
  asked_by: textOrNull,
  due_at: Type.String(),
  started_at: textOrNull,
  ended_at: textOrNull,
  partitions_dropped: Type.Integer(),
  rows_removed: Type.Integer(),
  bytes_freed: Type.Integer(),
  failures: Type.Integer({ description: 'Steps that failed; their parts are tried again.' }),
  error: textOrNull,
};
const runSchema = Type.Object(runProperties);

const partSchema = Type.Object({
  partition: Type.String(),
  from: Type.String(),
  until: Type.String(),
  state: Type.Union([Type.Enum(retentionStates), Type.Null()], {
    description: 'How far it is already; null = it has not begun to leave.',
  }),
  rows: integerOrNull,
  rows_estimated: Type.Boolean({ description: 'Whether `rows` is what PostgreSQL estimates.' }),
  bytes: Type.Integer({ description: 'On disk, indexes included.' }),
  stays: textOrNull,
  error: textOrNull,
});

const planTableSchema = Type.Object({
  table: Type.String(),
  way: Type.Enum(['partitions', 'rows']),
  retention_days: Type.Integer(),
  kept_from: Type.String({ description: 'The first instant that is kept.' }),
  archive: Type.Boolean({ description: 'Whether what leaves is archived first.' }),
  oldest: instantOrNull('The oldest of what would leave.'),
  rows: integerOrNull,
  rows_estimated: Type.Boolean(),
  bytes: integerOrNull,
  parts: Type.Array(partSchema, {
    description: `Partitions that are old enough, the first ${limits.retentionPartsShownMax} of them.`,
  }),
  part_count: Type.Integer(),
  stays: textOrNull,
});

/** What a run would do. */
export const planRetention = {
  operation: 'planRetention',
  method: 'GET',
  path: '/api/v1/retention/plan',
  resource: 'retention',
  summary: 'What a run would archive and remove now, and what it would leave alone and why',
  description: 'Changes nothing. Rows are estimated where counting them would take long.',
  callers: readers,
  query: Type.Object({ table: Type.Optional(tableName) }),
  response: Type.Object({
    as_of: Type.String(),
    rows: Type.Integer({ description: 'Of all that would leave, estimated in part.' }),
    bytes: Type.Integer(),
    doubt: Type.Union([Type.String(), Type.Null()], {
      description: 'Why a run would let nothing leave: the clock may be wrong.',
    }),
    tables: Type.Array(planTableSchema, { description: 'Those of which something would leave.' }),
  }),
} as const satisfies Route;

/** The page of truth. */
export const readRetention = {
  operation: 'readRetention',
  method: 'GET',
  path: '/api/v1/retention',
  resource: 'retention',
  summary:
    'Every table: how large it is, how it grows, how long it keeps rows, what left and what did not',
  callers: readers,
  response: Type.Object({
    as_of: Type.String(),
    enabled: Type.Boolean({ description: 'Whether runs begin by themselves.' }),
    next_run_at: instantOrNull('When the next one begins by itself.'),
    last_run: Type.Union([runSchema, Type.Null()]),
    open_run: Type.Union([runSchema, Type.Null()]),
    bytes: Type.Integer({ description: 'Of all tables.' }),
    tables: Type.Array(
      Type.Object({
        table: Type.String(),
        kind: Type.String(),
        way: Type.Enum(['partitions', 'rows', 'itself', 'with', 'stays']),
        why: textOrNull,
        rows: Type.Integer({ description: 'As PostgreSQL estimates.' }),
        bytes: Type.Integer({ description: 'On disk, indexes included.' }),
        bytes_per_day: Type.Union([Type.Number(), Type.Null()], {
          description:
            'What comes in on a day; of tables without partitions, what they grow by. Null while that is unknown.',
        }),
        rows_per_day: Type.Union([Type.Number(), Type.Null()]),
        oldest: instantOrNull('The oldest row.'),
        policy: Type.Union([policySchema, Type.Null()]),
        holds: Type.Array(holdSchema),
        rows_removed: Type.Integer({ description: 'In all runs that are remembered.' }),
        bytes_freed: Type.Integer(),
        last_run_at: instantOrNull('When something of it last left.'),
        skipped: textOrNull,
        error: textOrNull,
        waiting: Type.Array(partSchema, { description: 'Parts that are on their way.' }),
      }),
    ),
  }),
} as const satisfies Route;

/** A run, now. */
export const startRetentionRun = {
  operation: 'startRetentionRun',
  method: 'POST',
  path: '/api/v1/retention/runs',
  resource: 'retention',
  summary: 'Archive and remove now what is older than its policy',
  description: 'One run at a time; whichever server does it begins within seconds.',
  callers: administrators,
  status: 202,
  response: runSchema,
} as const satisfies Route;

/** The runs so far. */
export const listRetentionRuns = {
  operation: 'listRetentionRuns',
  method: 'GET',
  path: '/api/v1/retention/runs',
  resource: 'retention',
  summary: 'What ran, the newest first',
  callers: readers,
  query: pageQuery,
  response: Type.Object({ data: Type.Array(runSchema), next_cursor: nextCursorSchema }),
} as const satisfies Route;

/** One run. */
export const showRetentionRun = {
  operation: 'showRetentionRun',
  method: 'GET',
  path: '/api/v1/retention/runs/{id}',
  resource: 'retention',
  summary: 'One run, table by table: what left, what was left alone, what failed',
  callers: readers,
  parameters: byId,
  response: Type.Object({
    ...runProperties,
    tables: Type.Array(
      Type.Object({
        table: Type.String(),
        partitions_dropped: Type.Integer(),
        rows_removed: Type.Integer(),
        bytes_freed: Type.Integer(),
        skipped: textOrNull,
        error: textOrNull,
      }),
    ),
  }),
} as const satisfies Route;

/** Every route of this resource. */
export const retentionRoutes: readonly Route[] = [
  readRetention,
  planRetention,
  ...retentionPolicyRoutes,
  startRetentionRun,
  listRetentionRuns,
  showRetentionRun,
];
