import type { Static } from 'typebox';
import { Type } from 'typebox';

const json = Type.Unsafe<unknown>({});

/**
 * What a device is told to do. It is sent again until it is acknowledged; a device carries out each
 * `command_id` once, whatever happens to it or to the house in between, and answers a repetition
 * with what it made of the first.
 */
export const deviceCommand = Type.Object({
  command_id: Type.String({ maxLength: 160 }),
  job_id: Type.String({ maxLength: 100 }),
  attempt: Type.Integer({ minimum: 1 }),
  action: Type.String({ maxLength: 100, description: 'e.g. `Update POS payment config`.' }),
  kind: Type.Enum(['update_config', 'restart', 'run'], {
    description: 'What the agent does with it: a new configuration, a restart, an action by name.',
  }),
  payload: Type.Record(Type.String(), json),
  config_url: Type.Optional(Type.String({ maxLength: 500 })),
  config_version: Type.Optional(Type.String({ maxLength: 50 })),
  issued_at: Type.String(),
  expires_at: Type.String({ description: 'After which it is not to be begun any more.' }),
});
export type DeviceCommand = Static<typeof deviceCommand>;

/** The steps of a command on a device, in order; the last two are ends. */
export const commandSteps = ['received', 'applying', 'applied', 'failed'] as const;
export type CommandStep = (typeof commandSteps)[number];

/** How far a device is with a command. Said at each step, and again when asked again. */
export const commandAcknowledgement = Type.Object(
  {
    command_id: Type.String({ maxLength: 160 }),
    step: Type.Enum(commandSteps),
    at: Type.String({ description: 'By the clock of the device.' }),
    config_version: Type.Optional(
      Type.String({ maxLength: 50, description: 'What it runs with now; with `applied`.' }),
    ),
    duration_ms: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
    error: Type.Optional(
      Type.Object(
        {
          code: Type.String({
            maxLength: 50,
            description: 'One of docs/reference/command-errors.md, e.g. `download_failed`.',
          }),
          message: Type.String({ maxLength: 2_000 }),
          stack: Type.Optional(Type.String({ maxLength: 16_000 })),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type CommandAcknowledgement = Static<typeof commandAcknowledgement>;
