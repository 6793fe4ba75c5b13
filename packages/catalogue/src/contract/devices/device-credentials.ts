import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import { credentialProvenances } from '../../table.ts';
import type { Route } from '../route.ts';
import { administrators } from '../route.ts';
import { deviceParameters } from '../schema/fleet-schemas.ts';
import { textOrNull, withoutNul } from '../schema/plain-schemas.ts';

/** A credential that was just made; the only time that it is shown. */
export const newCredentialSchema = Type.Object({
  device_id: Type.String(),
  site_id: Type.String(),
  key_id: Type.String({ description: 'The public part; also the user name over MQTT.' }),
  credential: Type.String({ description: 'Shown once. `Authorization: Bearer`, MQTT password.' }),
  mqtt_url: Type.Union([Type.String(), Type.Null()], {
    description: 'Where to report over MQTT; null where that is switched off.',
  }),
  report_interval_seconds: Type.Integer(),
});

export const listDeviceCredentials = {
  operation: 'listDeviceCredentials',
  method: 'GET',
  path: '/api/v1/devices/{device_id}/credentials',
  resource: 'device-credentials',
  summary: 'The credentials of a device, revoked ones too',
  callers: administrators,
  parameters: deviceParameters,
  response: Type.Object({
    data: Type.Array(
      Type.Object({
        key_id: Type.String(),
        provenance: Type.Enum(credentialProvenances),
        created_at: Type.String(),
        last_used_at: textOrNull,
        expires_at: textOrNull,
        revoked_at: textOrNull,
      }),
    ),
  }),
} as const satisfies Route;

export const createDeviceCredential = {
  operation: 'createDeviceCredential',
  method: 'POST',
  path: '/api/v1/devices/{device_id}/credentials',
  resource: 'device-credentials',
  summary: 'Make a credential for a device by hand',
  description:
    'Enrolment does it without a secret passing through people. Its provenance is that of the device.',
  callers: administrators,
  parameters: deviceParameters,
  status: 201,
  response: newCredentialSchema,
} as const satisfies Route;

export const rotateDeviceCredential = {
  operation: 'rotateDeviceCredential',
  method: 'POST',
  path: '/api/v1/devices/{device_id}/credential/rotate',
  resource: 'device-credentials',
  summary: 'Replace the credential of a device; the old one stays good for a while',
  description:
    'A device replaces the one that it calls with, once: what was replaced cannot renew itself. An administrator replaces all of the device.',
  callers: [...administrators, 'device'],
  parameters: deviceParameters,
  body: Type.Object(
    {
      overlap_seconds: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: limits.credentialOverlapSecondsMax,
          default: 3_600,
          description: 'For how long the old one stays good.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  status: 201,
  response: newCredentialSchema,
} as const satisfies Route;

export const revokeDeviceCredential = {
  operation: 'revokeDeviceCredential',
  method: 'DELETE',
  path: '/api/v1/devices/{device_id}/credentials/{key_id}',
  resource: 'device-credentials',
  summary: 'Take a credential back; its connections are closed within a second',
  callers: administrators,
  parameters: Type.Object({
    ...deviceParameters.properties,
    key_id: Type.String({ maxLength: 32, pattern: withoutNul }),
  }),
  status: 204,
} as const satisfies Route;

/** Every route of this resource. */
export const deviceCredentialRoutes: readonly Route[] = [
  listDeviceCredentials,
  createDeviceCredential,
  rotateDeviceCredential,
  revokeDeviceCredential,
];
