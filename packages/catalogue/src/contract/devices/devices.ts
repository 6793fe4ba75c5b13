import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import { credentialProvenances } from '../../table.ts';
import { deviceStates } from '../../tables/devices.ts';
import type { Route } from '../route.ts';
import { administrators, fleetReaders } from '../route.ts';
import { deviceIdSchema, deviceParameters, siteIdSchema } from '../schema/fleet-schemas.ts';
import { nextCursorSchema, pageQuery } from '../schema/paging.ts';
import {
  integerOrNull,
  jsonObject,
  plainText,
  textOrNull,
  withoutNul,
} from '../schema/plain-schemas.ts';

/** A device as the API shows it. */
const deviceSchema = Type.Object({
  device_id: Type.String(),
  name: Type.String(),
  device_type: Type.String(),
  site_id: Type.String(),
  segment: textOrNull,
  status: Type.Enum(deviceStates),
  status_since: Type.String(),
  status_reason: textOrNull,
  ip_address: textOrNull,
  firmware_version: textOrNull,
  agent_version: textOrNull,
  config: jsonObject,
  config_version: textOrNull,
  provenance: Type.Enum(credentialProvenances),
  report_interval_seconds: Type.Integer(),
  silent_after_seconds: Type.Integer({
    description: 'Without a report for so long, it is offline.',
  }),
  clock_skew_ms: integerOrNull,
  device_info: Type.Union([jsonObject, Type.Null()]),
  services: Type.Union([jsonObject, Type.Null()]),
  is_active: Type.Boolean(),
  last_seen: textOrNull,
  disconnected_at: textOrNull,
  created_at: Type.String(),
  updated_at: Type.String(),
});

const segment = plainText(100, 'The group that jobs address, e.g. `pos-terminals`.');
const interval = Type.Integer({
  minimum: 1,
  maximum: 86_400,
  description: 'Seconds between two of its reports.',
});

export const listDevices = {
  operation: 'listDevices',
  method: 'GET',
  path: '/api/v1/devices',
  resource: 'devices',
  summary: 'The devices, oldest first',
  callers: fleetReaders,
  query: Type.Object({
    ...pageQuery.properties,
    site_id: Type.Optional(Type.String({ maxLength: 50, pattern: withoutNul })),
    status: Type.Optional(Type.Enum(deviceStates)),
    segment: Type.Optional(Type.String({ maxLength: 100, pattern: withoutNul })),
    search: Type.Optional(
      Type.String({
        maxLength: 100,
        pattern: withoutNul,
        description: 'Part of the device id or the name.',
      }),
    ),
    include_inactive: Type.Optional(Type.Boolean({ default: false })),
  }),
  response: Type.Object({ data: Type.Array(deviceSchema), next_cursor: nextCursorSchema }),
} as const satisfies Route;

const states = Type.Object(
  Object.fromEntries(deviceStates.map((state) => [state, Type.Integer()])) as Record<
    (typeof deviceStates)[number],
    ReturnType<typeof Type.Integer>
  >,
);

export const summariseDevices = {
  operation: 'summariseDevices',
  method: 'GET',
  path: '/api/v1/devices/summary',
  resource: 'devices',
  summary: 'How many devices are in which state, in all and by site',
  callers: fleetReaders,
  response: Type.Object({
    total: Type.Integer(),
    by_status: states,
    sites: Type.Array(
      Type.Object({ site_id: Type.String(), total: Type.Integer(), by_status: states }),
    ),
  }),
} as const satisfies Route;

export const createDevice = {
  operation: 'createDevice',
  method: 'POST',
  path: '/api/v1/devices',
  resource: 'devices',
  summary: 'Enter a device',
  callers: administrators,
  body: Type.Object(
    {
      device_id: deviceIdSchema,
      name: Type.Optional(plainText(100, 'The name for people; its id where absent.')),
      device_type: Type.Optional(plainText(50, '`pos_terminal` where absent.')),
      site_id: siteIdSchema,
      segment: Type.Optional(segment),
      config: Type.Optional(jsonObject),
      report_interval_seconds: Type.Optional(interval),
      provenance: Type.Optional(Type.Enum(credentialProvenances, { default: 'real' })),
    },
    { additionalProperties: false },
  ),
  status: 201,
  response: deviceSchema,
} as const satisfies Route;

export const showDevice = {
  operation: 'showDevice',
  method: 'GET',
  path: '/api/v1/devices/{device_id}',
  resource: 'devices',
  summary: 'One device',
  callers: [...fleetReaders, 'device'],
  parameters: deviceParameters,
  response: deviceSchema,
} as const satisfies Route;

export const updateDevice = {
  operation: 'updateDevice',
  method: 'PATCH',
  path: '/api/v1/devices/{device_id}',
  resource: 'devices',
  summary: 'Change a device, or put it into maintenance',
  description:
    '`status` is `maintenance`, or `unknown` to end that: the next report says how the device is. A change of `config` is entered into the history of configurations.',
  callers: administrators,
  parameters: deviceParameters,
  body: Type.Object(
    {
      name: Type.Optional(plainText(100, 'The name for people.')),
      device_type: Type.Optional(plainText(50, 'What it is.')),
      site_id: Type.Optional(siteIdSchema),
      segment: Type.Optional(Type.Union([segment, Type.Null()])),
      config: Type.Optional(jsonObject),
      report_interval_seconds: Type.Optional(interval),
      status: Type.Optional(Type.Enum(['maintenance', 'unknown'])),
      reason: Type.Optional(plainText(500, 'Why the status is set.')),
      is_active: Type.Optional(Type.Boolean({ description: 'true brings a removed device back.' })),
    },
    { additionalProperties: false },
  ),
  response: deviceSchema,
} as const satisfies Route;

export const removeDevice = {
  operation: 'removeDevice',
  method: 'DELETE',
  path: '/api/v1/devices/{device_id}',
  resource: 'devices',
  summary: 'Remove a device',
  description:
    'It is kept and marked as removed, with all that it reported. Its credentials end and its connections are closed within a second.',
  callers: administrators,
  parameters: deviceParameters,
  status: 204,
} as const satisfies Route;

const metricsQuery = Type.Object({
  hours: Type.Optional(
    Type.Integer({ minimum: 1, maximum: limits.metricHoursBackMax, default: 24 }),
  ),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: limits.listRowsMax, default: limits.listRowsDefault }),
  ),
});
const rowsAnswer = Type.Object({ device_id: Type.String(), data: Type.Array(jsonObject) });

export const readDeviceMetrics = {
  operation: 'readDeviceMetrics',
  method: 'GET',
  path: '/api/v1/devices/{device_id}/metrics',
  resource: 'devices',
  summary: 'The latest measurements of a device, newest first',
  callers: [...fleetReaders, 'device'],
  parameters: deviceParameters,
  query: metricsQuery,
  response: rowsAnswer,
} as const satisfies Route;

export const readDeviceStates = {
  operation: 'readDeviceStates',
  method: 'GET',
  path: '/api/v1/devices/{device_id}/states',
  resource: 'devices',
  summary: 'The latest changes of state of a device, newest first',
  callers: [...fleetReaders, 'device'],
  parameters: deviceParameters,
  query: metricsQuery,
  response: rowsAnswer,
} as const satisfies Route;

/** Every route of this resource. */
export const deviceRoutes: readonly Route[] = [
  listDevices,
  summariseDevices,
  createDevice,
  showDevice,
  updateDevice,
  removeDevice,
  readDeviceMetrics,
  readDeviceStates,
];
