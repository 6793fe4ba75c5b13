import { Type } from 'typebox';
import type { AlertMeasureName } from '../../alert-measures.ts';
import { alertMeasureNames } from '../../alert-measures.ts';
import { alertSeverities } from '../../alert-rule.ts';
import { callerLimits as limits } from '../../limits.ts';
import { provenances } from '../../table.ts';
import { alertMuteReasons } from '../../tables/alert-mutes.ts';
import { alertStates } from '../../tables/alerts.ts';
import type { Route } from '../route.ts';
import { administrators, fleetReaders } from '../route.ts';
import { nextCursorSchema, pageQuery } from '../schema/paging.ts';
import {
  instantSchema,
  integerOrNull,
  numberOrNull,
  plainText,
  textOrNull,
  withoutNul,
} from '../schema/plain-schemas.ts';

const id = Type.Integer({ minimum: 1, maximum: 1_000_000_000_000 });
const named = Type.Object({ id });

/** An alert as the API shows it. */
const alertSchema = Type.Object({
  id: Type.Integer(),
  rule_id: Type.Integer(),
  rule_name: Type.String(),
  measure: Type.Enum(alertMeasureNames as [AlertMeasureName, ...AlertMeasureName[]]),
  severity: Type.Enum(alertSeverities),
  subject: Type.String({ description: 'A device, an endpoint, …; empty = all together.' }),
  labels: Type.Record(Type.String(), Type.String()),
  provenance: Type.Enum(provenances),
  state: Type.Enum(alertStates),
  since: Type.String({ description: 'Since when it was bad.' }),
  fired_at: textOrNull,
  resolved_at: textOrNull,
  resolved_reason: textOrNull,
  value: numberOrNull,
  peak_value: numberOrNull,
  threshold: Type.Number(),
  summary: Type.String(),
  muted_reason: Type.Union([Type.String(), Type.Null()], {
    description: 'Why nobody is told; null where nothing keeps from it.',
  }),
  told_at: textOrNull,
  acknowledged_by: textOrNull,
  acknowledged_at: textOrNull,
  runbook_url: textOrNull,
  updated_at: Type.String(),
});

export const listAlerts = {
  operation: 'listAlerts',
  method: 'GET',
  path: '/api/v1/alerts',
  resource: 'alerts',
  summary: 'Alerts, newest first',
  callers: fleetReaders,
  query: Type.Object({
    ...pageQuery.properties,
    state: Type.Optional(
      Type.Enum([...alertStates, 'open'], { description: '`open` = pending or firing.' }),
    ),
    rule_id: Type.Optional(id),
    severity: Type.Optional(Type.Enum(alertSeverities)),
    site_id: Type.Optional(Type.String({ maxLength: 50, pattern: withoutNul })),
    device_id: Type.Optional(Type.String({ maxLength: 100, pattern: withoutNul })),
  }),
  response: Type.Object({ data: Type.Array(alertSchema), next_cursor: nextCursorSchema }),
} as const satisfies Route;

export const showAlert = {
  operation: 'showAlert',
  method: 'GET',
  path: '/api/v1/alerts/{id}',
  resource: 'alerts',
  summary: 'One alert',
  callers: fleetReaders,
  parameters: named,
  response: alertSchema,
} as const satisfies Route;

export const acknowledgeAlert = {
  operation: 'acknowledgeAlert',
  method: 'POST',
  path: '/api/v1/alerts/{id}/acknowledge',
  resource: 'alerts',
  summary: 'Say that you take care of an alert',
  callers: administrators,
  parameters: named,
  response: alertSchema,
} as const satisfies Route;

export const listAlertMutes = {
  operation: 'listAlertMutes',
  method: 'GET',
  path: '/api/v1/alert-mutes',
  resource: 'alerts',
  summary: 'What nobody was told of, and why, newest first',
  callers: fleetReaders,
  query: Type.Object({ ...pageQuery.properties, alert_id: Type.Optional(id) }),
  response: Type.Object({
    data: Type.Array(
      Type.Object({
        id: Type.Integer(),
        alert_id: Type.Integer(),
        rule_id: Type.Integer(),
        rule_name: Type.String(),
        subject: Type.String(),
        provenance: Type.Enum(provenances),
        muted_at: Type.String(),
        reason: Type.Enum(alertMuteReasons),
        silence_id: integerOrNull,
        detail: Type.String(),
      }),
    ),
    next_cursor: nextCursorSchema,
  }),
} as const satisfies Route;

const matched = {
  rule_id: Type.Union([id, Type.Null()]),
  subject: Type.Union([plainText(500, 'A subject, as alerts name it.'), Type.Null()]),
  site_id: Type.Union([plainText(limits.siteIdCharactersMax, 'A site.'), Type.Null()]),
  device_id: Type.Union([plainText(limits.deviceIdCharactersMax, 'A device.'), Type.Null()]),
};

const silenceSchema = Type.Object({
  id: Type.Integer(),
  ...matched,
  starts_at: Type.String(),
  ends_at: Type.String(),
  reason: Type.String(),
  created_by: textOrNull,
  created_at: Type.String(),
});

export const listSilences = {
  operation: 'listSilences',
  method: 'GET',
  path: '/api/v1/alert-silences',
  resource: 'alerts',
  summary: 'Silences that are not over, oldest first',
  callers: fleetReaders,
  query: Type.Object({
    ...pageQuery.properties,
    include_ended: Type.Optional(Type.Boolean({ default: false })),
  }),
  response: Type.Object({ data: Type.Array(silenceSchema), next_cursor: nextCursorSchema }),
} as const satisfies Route;

export const createSilence = {
  operation: 'createSilence',
  method: 'POST',
  path: '/api/v1/alert-silences',
  resource: 'alerts',
  summary: 'Have nobody told of some alerts for a time',
  description:
    'What is given of rule, subject, site and device must all fit; at least one is needed. An alert that still fires when the silence ends is told then.',
  callers: administrators,
  body: Type.Object(
    {
      rule_id: Type.Optional(matched.rule_id),
      subject: Type.Optional(matched.subject),
      site_id: Type.Optional(matched.site_id),
      device_id: Type.Optional(matched.device_id),
      starts_at: Type.Optional(instantSchema('From when on; now unless given.')),
      ends_at: instantSchema('Until when.'),
      reason: plainText(500, 'Why.'),
    },
    { additionalProperties: false },
  ),
  status: 201,
  response: silenceSchema,
} as const satisfies Route;

export const endSilence = {
  operation: 'endSilence',
  method: 'DELETE',
  path: '/api/v1/alert-silences/{id}',
  resource: 'alerts',
  summary: 'End a silence now',
  callers: administrators,
  parameters: named,
  status: 204,
} as const satisfies Route;

/** Every route of this resource. */
export const alertRoutes: readonly Route[] = [
  listAlerts,
  showAlert,
  acknowledgeAlert,
  listAlertMutes,
  listSilences,
  createSilence,
  endSilence,
];
