import { Type } from 'typebox';
import { callerLimits as limits } from '../limits.ts';
import { retentionStates } from '../tables/retention-parts.ts';
import { retentionRunStates } from '../tables/retention-runs.ts';
import { integerOrNull, textOrNull } from './fleet-schemas.ts';
import type { Route } from './route.ts';
import { administrators, readers } from './route.ts';
import { nextCursorSchema, pageQuery, withoutNul } from './users.ts';

const instant = (description: string) => Type.String({ maxLength: 40, description });
const instantOrNull = (description: string) =>
  Type.Union([Type.String(), Type.Null()], { description });
const tableName = Type.String({ maxLength: 100, pattern: '^[a-z][a-z0-9_]*$' });
const byTable = Type.Object({ table: tableName });
const rowNumber = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const byId = Type.Object({ id: rowNumber });

const policyProperties = {
  table: Type.String(),
  retention_days: Type.Integer({ description: 'Days that its rows are kept.' }),
  minimum_days: Type.Integer({ description: 'What a policy of this table may say at least.' }),
  archive_before_delete: Type.Boolean({
    description: 'Whether they are archived before they leave.',
  }),
  can_be_archived: Type.Boolean(),
  cleanup_enabled: Type.Boolean({ description: 'Whether they leave at all.' }),
  is_default: Type.Boolean({
    description:
      'Whether nobody decided otherwise than the catalogue and ANALYTICS_RETENTION_DAYS.',
  }),
  removed_until: instantOrNull('Before which rows have left, or are about to.'),
  updated_by: textOrNull,
  updated_at: textOrNull,
};
const policySchema = Type.Object(policyProperties);

const holdSchema = Type.Object({
  id: Type.Integer(),
  table: Type.String(),
  from: instantOrNull('From when on; null = from the first row.'),
  until: instantOrNull('Until when, exclusive; null = to the last row.'),
  reason: Type.String(),
  created_by: textOrNull,
  created_at: Type.String(),
});

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

/** Every policy. */
export const listRetentionPolicies = {
  operation: 'listRetentionPolicies',
  method: 'GET',
  path: '/api/v1/retention-policies',
  resource: 'retention',
  summary: 'How long each table keeps its rows',
  callers: readers,
  response: Type.Object({ data: Type.Array(policySchema) }),
} as const satisfies Route;

/** One policy, changed. */
export const setRetentionPolicy = {
  operation: 'setRetentionPolicy',
  method: 'PATCH',
  path: '/api/v1/retention-policies/{table}',
  resource: 'retention',
  summary:
    'Keep the rows of a table for longer or shorter, with or without an archive, or for ever',
  description:
    'What is older leaves with the next run. What has left is brought back from the archive alone.',
  callers: administrators,
  parameters: byTable,
  body: Type.Object(
    {
      retention_days: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.retentionDaysMax })),
      archive_before_delete: Type.Optional(Type.Boolean()),
      cleanup_enabled: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false, minProperties: 1 },
  ),
  response: policySchema,
} as const satisfies Route;

/** The default again. */
export const resetRetentionPolicy = {
  operation: 'resetRetentionPolicy',
  method: 'DELETE',
  path: '/api/v1/retention-policies/{table}',
  resource: 'retention',
  summary: 'Let a table follow the defaults again',
  callers: administrators,
  parameters: byTable,
  response: policySchema,
} as const satisfies Route;

/** Every hold. */
export const listRetentionHolds = {
  operation: 'listRetentionHolds',
  method: 'GET',
  path: '/api/v1/retention/holds',
  resource: 'retention',
  summary: 'What is kept whatever the policies say, and why',
  callers: readers,
  response: Type.Object({ data: Type.Array(holdSchema) }),
} as const satisfies Route;

/** A new hold. */
export const createRetentionHold = {
  operation: 'createRetentionHold',
  method: 'POST',
  path: '/api/v1/retention/holds',
  resource: 'retention',
  summary: 'Keep a table, or a time of it, whatever its policy says',
  callers: administrators,
  body: Type.Object(
    {
      table: tableName,
      from: Type.Optional(instant('From when on, ISO 8601; else from the first row.')),
      until: Type.Optional(instant('Until when, exclusive; else to the last row.')),
      reason: Type.String({
        minLength: 1,
        maxLength: limits.retentionReasonCharactersMax,
        pattern: withoutNul,
      }),
    },
    { additionalProperties: false },
  ),
  status: 201,
  response: holdSchema,
} as const satisfies Route;

/** A hold that is over. */
export const releaseRetentionHold = {
  operation: 'releaseRetentionHold',
  method: 'DELETE',
  path: '/api/v1/retention/holds/{id}',
  resource: 'retention',
  summary: 'Let go what was held; what is old enough leaves with the next run',
  callers: administrators,
  parameters: byId,
  status: 204,
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
  listRetentionPolicies,
  setRetentionPolicy,
  resetRetentionPolicy,
  listRetentionHolds,
  createRetentionHold,
  releaseRetentionHold,
  startRetentionRun,
  listRetentionRuns,
  showRetentionRun,
];
