import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import { credentialProvenances } from '../../table.ts';
import type { Route } from '../route.ts';
import { administrators } from '../route.ts';
import { deviceIdSchema, siteIdSchema } from '../schema/fleet-schemas.ts';
import { nextCursorSchema, pageQuery } from '../schema/paging.ts';
import { plainText, textOrNull, withoutNul } from '../schema/plain-schemas.ts';
import { newCredentialSchema } from './device-credentials.ts';

const tokenProperties = {
  token_id: Type.String(),
  site_id: Type.String(),
  device_id: textOrNull,
  segment: textOrNull,
  provenance: Type.Enum(credentialProvenances),
  created_at: Type.String(),
  expires_at: Type.String(),
  used_at: textOrNull,
  used_by: Type.Union([Type.String(), Type.Null()], { description: 'The device that traded it.' }),
  revoked_at: textOrNull,
};

export const listEnrolmentTokens = {
  operation: 'listEnrolmentTokens',
  method: 'GET',
  path: '/api/v1/enrolment-tokens',
  resource: 'enrolment',
  summary: 'The enrolment tokens, oldest first',
  callers: administrators,
  query: pageQuery,
  response: Type.Object({
    data: Type.Array(Type.Object(tokenProperties)),
    next_cursor: nextCursorSchema,
  }),
} as const satisfies Route;

export const createEnrolmentToken = {
  operation: 'createEnrolmentToken',
  method: 'POST',
  path: '/api/v1/enrolment-tokens',
  resource: 'enrolment',
  summary: 'Make a token that one device trades for its credential, once',
  callers: administrators,
  body: Type.Object(
    {
      site_id: siteIdSchema,
      device_id: Type.Optional(deviceIdSchema),
      segment: Type.Optional(plainText(100, 'The group that the device joins.')),
      provenance: Type.Optional(Type.Enum(credentialProvenances, { default: 'real' })),
      expires_in_hours: Type.Optional(
        Type.Integer({ minimum: 1, maximum: limits.enrolmentTokenHoursMax, default: 24 }),
      ),
    },
    { additionalProperties: false },
  ),
  status: 201,
  response: Type.Object({ ...tokenProperties, token: Type.String({ description: 'Shown once.' }) }),
} as const satisfies Route;

export const revokeEnrolmentToken = {
  operation: 'revokeEnrolmentToken',
  method: 'DELETE',
  path: '/api/v1/enrolment-tokens/{token_id}',
  resource: 'enrolment',
  summary: 'Take an enrolment token back',
  description: 'One that was traded is a conflict: revoke the credential of the device.',
  callers: administrators,
  parameters: Type.Object({ token_id: Type.String({ maxLength: 32, pattern: withoutNul }) }),
  status: 204,
} as const satisfies Route;

export const enrolDevice = {
  operation: 'enrolDevice',
  method: 'POST',
  path: '/api/v1/enrol',
  resource: 'enrolment',
  summary: 'Trade an enrolment token for a credential',
  description:
    'Called by a device that has none. A device that is there already gets a further credential only by a token that names it.',
  callers: ['anonymous', 'member', 'admin', 'ingest', 'read', 'admin-key', 'device'],
  body: Type.Object(
    {
      token: Type.String({ maxLength: 200, pattern: withoutNul }),
      device_id: Type.Optional(deviceIdSchema),
      name: Type.Optional(plainText(100, 'The name for people; its id where absent.')),
      device_type: Type.Optional(plainText(50, '`pos_terminal` where absent.')),
    },
    { additionalProperties: false },
  ),
  status: 201,
  response: newCredentialSchema,
} as const satisfies Route;

/** Every route of this resource. */
export const enrolmentRoutes: readonly Route[] = [
  listEnrolmentTokens,
  createEnrolmentToken,
  revokeEnrolmentToken,
  enrolDevice,
];
