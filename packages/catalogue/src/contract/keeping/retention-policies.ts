import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import type { Route } from '../route.ts';
import { administrators, readers } from '../route.ts';
import { textOrNull, withoutNul } from '../schema/plain-schemas.ts';

const instant = (description: string) => Type.String({ maxLength: 40, description });
/** An instant, or nothing. */
export const instantOrNull = (description: string) =>
  Type.Union([Type.String(), Type.Null()], { description });
/** The name of a table. */
export const tableName = Type.String({ maxLength: 100, pattern: '^[a-z][a-z0-9_]*$' });
const byTable = Type.Object({ table: tableName });
const rowNumber = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
/** A row, by its number. */
export const byId = Type.Object({ id: rowNumber });

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
/** A policy as the API shows it. */
export const policySchema = Type.Object(policyProperties);

/** A hold as the API shows it. */
export const holdSchema = Type.Object({
  id: Type.Integer(),
  table: Type.String(),
  from: instantOrNull('From when on; null = from the first row.'),
  until: instantOrNull('Until when, exclusive; null = to the last row.'),
  reason: Type.String(),
  created_by: textOrNull,
  created_at: Type.String(),
});

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

/** The routes that say what is kept. */
export const retentionPolicyRoutes: readonly Route[] = [
  listRetentionPolicies,
  setRetentionPolicy,
  resetRetentionPolicy,
  listRetentionHolds,
  createRetentionHold,
  releaseRetentionHold,
];
