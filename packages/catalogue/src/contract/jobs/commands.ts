import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import { commandAcknowledgement, deviceCommand } from '../../wire/device-command.ts';
import type { Route } from '../route.ts';
import { deviceParameters } from '../schema/fleet-schemas.ts';
import { withoutNul } from '../schema/plain-schemas.ts';

export const pollCommands = {
  operation: 'pollCommands',
  method: 'GET',
  path: '/api/v1/devices/{device_id}/commands',
  resource: 'commands',
  summary: 'What the device is to do; for devices that do not speak MQTT',
  description: 'Answers at once where there is something, else when there is or the wait is over.',
  callers: ['device'],
  parameters: deviceParameters,
  query: Type.Object({
    wait_seconds: Type.Optional(
      Type.Integer({ minimum: 0, maximum: limits.commandPollSecondsMax, default: 0 }),
    ),
  }),
  response: Type.Object({ commands: Type.Array(deviceCommand) }),
} as const satisfies Route;

export const acknowledgeCommand = {
  operation: 'acknowledgeCommand',
  method: 'POST',
  path: '/api/v1/devices/{device_id}/commands/{command_id}/ack',
  resource: 'commands',
  summary: 'How far the device is with a command',
  description: 'The same as over MQTT. Said again, it changes nothing.',
  callers: ['device'],
  parameters: Type.Object({
    ...deviceParameters.properties,
    command_id: Type.String({ maxLength: 160, pattern: withoutNul }),
  }),
  body: commandAcknowledgement,
  status: 204,
} as const satisfies Route;

/** Every route of this resource. */
export const commandRoutes: readonly Route[] = [pollCommands, acknowledgeCommand];
