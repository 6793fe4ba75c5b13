import { Type } from 'typebox';
import { jobSchema } from '../jobs/job-schema.ts';
import type { Route } from '../route.ts';
import { administrators } from '../route.ts';
import { plainText } from '../schema/plain-schemas.ts';

export const rollBackChange = {
  operation: 'rollBackChange',
  method: 'POST',
  path: '/api/v1/config-changes/{id}/rollback',
  resource: 'config-changes',
  summary: 'Take a change of configuration back',
  description:
    'Makes a job that gives the device the version that it had before, and enters the reason into the history.',
  callers: administrators,
  parameters: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
  body: Type.Object(
    { reason: Type.Optional(plainText(500, 'Why it is taken back.')) },
    { additionalProperties: false },
  ),
  status: 201,
  response: jobSchema,
} as const satisfies Route;

/** Every route of this resource. */
export const configChangeRoutes: readonly Route[] = [rollBackChange];
