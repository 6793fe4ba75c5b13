import { Type } from 'typebox';
import type { Route } from '../route.ts';
import { administrators } from '../route.ts';

const link = Type.Object({
  id: Type.Integer({ description: 'Number of the row.' }),
  hash: Type.String({ description: 'SHA-256 of it, 64 hex digits.' }),
});

/** Whether the audit trail holds. */
export const verifyAudit = {
  operation: 'verifyAudit',
  method: 'GET',
  path: '/api/v1/audit/verify',
  resource: 'audit',
  summary: 'Verify the hash chain of the audit trail',
  description:
    'Reads every row. The head of an earlier verification, kept elsewhere, can be given as witness: then rows that were cut off at the end are found too. One verification at a time.',
  callers: administrators,
  query: Type.Object({
    witness_id: Type.Optional(
      Type.Integer({ minimum: 1, description: '`head.id` of an earlier verification.' }),
    ),
    witness_hash: Type.Optional(
      Type.String({ pattern: '^[0-9a-f]{64}$', description: '`head.hash` of it.' }),
    ),
  }),
  response: Type.Object({
    holds: Type.Boolean(),
    rows: Type.Integer({ description: 'Rows that hold, up to the first that does not.' }),
    removed_through: Type.Union([Type.Integer(), Type.Null()], {
      description: 'The last row that left by policy: the chain begins after it.',
    }),
    head: Type.Union([link, Type.Null()], { description: 'The last row that holds.' }),
    broken: Type.Union(
      [
        Type.Object({
          id: Type.Integer(),
          reason: Type.Enum(['edited', 'removed-or-reordered']),
        }),
        Type.Null(),
      ],
      { description: 'The first row that does not hold.' },
    ),
  }),
} as const satisfies Route;

/** Every route of this resource. */
export const auditRoutes: readonly Route[] = [verifyAudit];
