import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import { deliveryStates } from '../../tables/notification-deliveries.ts';
import { notifierKinds } from '../../tables/notifiers.ts';
import type { Route } from '../route.ts';
import { administrators } from '../route.ts';
import { nextCursorSchema, pageQuery } from '../schema/paging.ts';
import { integerOrNull, textOrNull, withoutNul } from '../schema/plain-schemas.ts';

const rowNumber = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const byId = Type.Object({ id: rowNumber });

const nameSchema = Type.String({
  minLength: 1,
  maxLength: limits.notifierNameCharactersMax,
  pattern: '^[^\\u0000-\\u001f\\u007f]*$',
});

const configurationSchema = Type.Object(
  {
    url: Type.Optional(
      Type.String({
        maxLength: limits.webhookUrlCharactersMax,
        pattern: withoutNul,
        description: 'Of a webhook: a public https address.',
      }),
    ),
    to: Type.Optional(
      Type.Array(
        Type.String({
          maxLength: limits.emailCharactersMax,
          pattern: '^[^\\s\\u0000-\\u001f\\u007f@<>,;:"()\\\\[\\]]+@[A-Za-z0-9.-]+$',
        }),
        {
          minItems: 1,
          maxItems: limits.emailRecipientsMax,
          description: 'Of e-mail: the recipients. They see each other.',
        },
      ),
    ),
  },
  { additionalProperties: false, description: 'A log notifier needs none.' },
);

const notifierProperties = {
  id: Type.Integer(),
  name: Type.String(),
  kind: Type.Enum(notifierKinds),
  configuration: Type.Object({
    url: Type.Optional(Type.String()),
    to: Type.Optional(Type.Array(Type.String())),
  }),
  enabled: Type.Boolean(),
  disabled_reason: Type.Union([Type.String(), Type.Null()], {
    description: 'Why the house switched it off: its receiver answered 410 Gone.',
  }),
  has_secret: Type.Boolean({ description: 'Whether it signs. The secret itself is never shown.' }),
  previous_secret_until: Type.Union([Type.String(), Type.Null()], {
    description: 'Until when a replaced secret signs too.',
  }),
  created_at: Type.String(),
  updated_at: Type.String(),
};
const notifierSchema = Type.Object(notifierProperties);

const secretSchema = Type.String({ description: 'Shown once: `whsec_` and base64.' });

export const listNotifiers = {
  operation: 'listNotifiers',
  method: 'GET',
  path: '/api/v1/notifiers',
  resource: 'notifiers',
  summary: 'Who is told of alerts, oldest first',
  callers: administrators,
  query: pageQuery,
  response: Type.Object({ data: Type.Array(notifierSchema), next_cursor: nextCursorSchema }),
} as const satisfies Route;

export const createNotifier = {
  operation: 'createNotifier',
  method: 'POST',
  path: '/api/v1/notifiers',
  resource: 'notifiers',
  summary: 'Make a notifier',
  description:
    'A webhook is signed as the Standard Webhooks specification has it; the answer is the only place where its secret is ever shown. E-mail needs SMTP_URL and SMTP_FROM.',
  callers: administrators,
  body: Type.Object(
    {
      name: nameSchema,
      kind: Type.Enum(notifierKinds),
      configuration: Type.Optional(configurationSchema),
      enabled: Type.Optional(Type.Boolean({ default: true })),
    },
    { additionalProperties: false },
  ),
  status: 201,
  response: Type.Object({
    ...notifierProperties,
    secret: Type.Union([secretSchema, Type.Null()], { description: 'Shown once; of a webhook.' }),
  }),
} as const satisfies Route;

export const showNotifier = {
  operation: 'showNotifier',
  method: 'GET',
  path: '/api/v1/notifiers/{id}',
  resource: 'notifiers',
  summary: 'One notifier',
  callers: administrators,
  parameters: byId,
  response: notifierSchema,
} as const satisfies Route;

export const updateNotifier = {
  operation: 'updateNotifier',
  method: 'PATCH',
  path: '/api/v1/notifiers/{id}',
  resource: 'notifiers',
  summary: 'Change a notifier, or switch it off and on',
  description: 'What waits for one that is switched off is cancelled.',
  callers: administrators,
  parameters: byId,
  body: Type.Object(
    {
      name: Type.Optional(nameSchema),
      configuration: Type.Optional(configurationSchema),
      enabled: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
  response: notifierSchema,
} as const satisfies Route;

export const removeNotifier = {
  operation: 'removeNotifier',
  method: 'DELETE',
  path: '/api/v1/notifiers/{id}',
  resource: 'notifiers',
  summary: 'Remove a notifier; the log of what it delivered stays',
  callers: administrators,
  parameters: byId,
  status: 204,
} as const satisfies Route;

export const rotateNotifierSecret = {
  operation: 'rotateNotifierSecret',
  method: 'POST',
  path: '/api/v1/notifiers/{id}/rotate-secret',
  resource: 'notifiers',
  summary: 'Replace the secret of a webhook; the old one signs too for a while',
  callers: administrators,
  parameters: byId,
  body: Type.Object(
    {
      overlap_seconds: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: limits.secretOverlapSecondsMax,
          default: 86_400,
          description: 'For how long both sign.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  response: Type.Object({ ...notifierProperties, secret: secretSchema }),
} as const satisfies Route;

const deliverySchema = Type.Object({
  id: Type.Integer(),
  notifier_id: Type.Integer(),
  notifier: Type.String({ description: 'Its name.' }),
  event_id: Type.String({ description: 'What the receiver gets as `webhook-id`.' }),
  event_type: Type.String(),
  subject: Type.String(),
  state: Type.Enum(deliveryStates),
  attempt: Type.Integer({ description: 'Attempts so far.' }),
  next_attempt_at: textOrNull,
  last_status_code: integerOrNull,
  last_error: textOrNull,
  response_excerpt: textOrNull,
  response_time_ms: integerOrNull,
  created_at: Type.String(),
  attempted_at: textOrNull,
  sent_at: textOrNull,
});

export const testNotifier = {
  operation: 'testNotifier',
  method: 'POST',
  path: '/api/v1/notifiers/{id}/test',
  resource: 'notifiers',
  summary: 'Send a message of type `alert.test` now, once',
  description:
    'Answers with how it went, also where it failed. One that is switched off is tried too.',
  callers: administrators,
  parameters: byId,
  response: deliverySchema,
} as const satisfies Route;

export const listDeliveries = {
  operation: 'listDeliveries',
  method: 'GET',
  path: '/api/v1/notification-deliveries',
  resource: 'notifiers',
  summary: 'What was told to whom and how that went, newest first',
  callers: administrators,
  query: Type.Object({
    ...pageQuery.properties,
    notifier_id: Type.Optional(rowNumber),
    state: Type.Optional(Type.Enum(deliveryStates)),
    event_type: Type.Optional(Type.String({ maxLength: 50, pattern: withoutNul })),
    event_id: Type.Optional(Type.String({ maxLength: 100, pattern: withoutNul })),
    subject: Type.Optional(Type.String({ maxLength: 255, pattern: withoutNul })),
  }),
  response: Type.Object({ data: Type.Array(deliverySchema), next_cursor: nextCursorSchema }),
} as const satisfies Route;

export const redeliver = {
  operation: 'redeliver',
  method: 'POST',
  path: '/api/v1/notification-deliveries/{id}/redeliver',
  resource: 'notifiers',
  summary: 'Send a message again, with the same id',
  description: 'One that still waits is sent at once. Receivers know it by its `webhook-id`.',
  callers: administrators,
  parameters: byId,
  response: deliverySchema,
} as const satisfies Route;

/** Every route of this resource. */
export const notifierRoutes: readonly Route[] = [
  listNotifiers,
  createNotifier,
  showNotifier,
  updateNotifier,
  removeNotifier,
  rotateNotifierSecret,
  testNotifier,
  listDeliveries,
  redeliver,
];
