import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import { performanceWindow } from '../../wire/performance-window.ts';
import type { Route } from '../route.ts';
import { administrators } from '../route.ts';
import { siteIdSchema } from '../schema/fleet-schemas.ts';
import { textOrNull, withoutNul } from '../schema/plain-schemas.ts';

const text = (maxLength: number) => Type.String({ maxLength, pattern: withoutNul });
const windowOrNull = Type.Optional(Type.Union([performanceWindow, Type.Null()]));
const textOrNothing = (maxLength: number) =>
  Type.Optional(Type.Union([text(maxLength), Type.Null()]));

const state = Type.Enum(['begun', 'made'], {
  description: 'Whether its rows are still to be sent, or all there.',
});

/** What a demo is: a past that is played. */
export const beginDemo = {
  operation: 'beginDemo',
  method: 'POST',
  path: '/api/v1/demo',
  resource: 'demo',
  summary: 'Begin a played past, or find the one that is there',
  description:
    'There is one at most. Its rows are sent as batches of ingest with `demo=true` and ids that begin with `demo_id`; the same ids again store nothing twice.',
  callers: administrators,
  body: Type.Object(
    {
      days: Type.Integer({ minimum: 1, maximum: limits.demoDaysMax, description: 'How long.' }),
      sites: Type.Optional(
        Type.Array(siteIdSchema, {
          maxItems: limits.demoSitesMax,
          description: 'Sites that were entered for it, and go with it.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  response: Type.Object({
    demo_id: Type.String(),
    state,
    from: Type.String({ description: 'Where it begins.' }),
    to: Type.String({
      description: 'Where it ends: now, or where reports of simulated devices begin.',
    }),
    is_followed: Type.Boolean({ description: 'Whether such reports follow.' }),
  }),
} as const satisfies Route;

/** The end of making one. */
export const finishDemo = {
  operation: 'finishDemo',
  method: 'POST',
  path: '/api/v1/demo/finish',
  resource: 'demo',
  summary: 'End a played past: its changes of configuration, and how its devices are now',
  description:
    'To be called when all rows are stored. Devices that never reported get the state in which the past left them. Again, it changes nothing.',
  callers: administrators,
  body: Type.Object(
    {
      demo_id: text(100),
      config_changes: Type.Array(
        Type.Object(
          {
            timestamp: text(40),
            entity_type: Type.Literal('device'),
            entity_id: text(255),
            parameter_name: text(255),
            old_value: Type.Optional(Type.Unsafe<unknown>({})),
            new_value: Type.Unsafe<unknown>({}),
            changed_by: text(255),
            change_reason: textOrNothing(1_000),
            change_type: Type.Enum(['automated', 'rollback']),
            performance_before: windowOrNull,
            performance_after: windowOrNull,
            was_successful: Type.Boolean(),
            was_rolled_back: Type.Boolean(),
            rollback_reason: textOrNothing(1_000),
            job_id: textOrNothing(100),
          },
          { additionalProperties: false },
        ),
        { maxItems: limits.demoChangesMax },
      ),
    },
    { additionalProperties: false },
  ),
  response: Type.Object({
    state,
    config_changes: Type.Integer({ description: 'Entered by this call.' }),
    devices: Type.Integer({ description: 'Devices that were given their state.' }),
  }),
} as const satisfies Route;

const counts = (description: string) => Type.Record(Type.String(), Type.Integer(), { description });

/** Everything simulated goes. */
export const removeSimulated = {
  operation: 'removeSimulated',
  method: 'DELETE',
  path: '/api/v1/demo',
  resource: 'demo',
  summary: 'Remove every simulated row',
  description:
    'Telemetry, ledgers and the simulated share of the hourly sums, the audit trail stays. Telemetry goes day by day: servers go on storing, and wait for moments only; interrupted, it is called again. What arrives meanwhile for a day that is done stays. Simulated devices go too, unless something else names them, and sites that were entered for a demo once they are empty. While it runs, other calls about the demo are told to come again.',
  callers: administrators,
  response: Type.Object({
    removed: counts('Rows removed, by table.'),
    kept: counts('Devices and sites that something else names, by table.'),
    demo_id: textOrNull,
  }),
} as const satisfies Route;

/** Every route of this resource. */
export const demoRoutes: readonly Route[] = [beginDemo, finishDemo, removeSimulated];
