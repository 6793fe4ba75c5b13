import { Type } from 'typebox';
import type { AlertMeasureName } from '../../alert-measures.ts';
import { alertMeasureNames } from '../../alert-measures.ts';
import { alertComparators, alertSeverities, missingDataPolicies } from '../../alert-rule.ts';
import { callerLimits as limits } from '../../limits.ts';
import { provenances } from '../../table.ts';
import { alertMuteReasons } from '../../tables/alert-mutes.ts';
import type { Route } from '../route.ts';
import { administrators, fleetReaders, readers } from '../route.ts';
import { nextCursorSchema, pageQuery } from '../schema/paging.ts';
import { numberOrNull, plainText, textOrNull, withoutNul } from '../schema/plain-schemas.ts';

const seconds = (minimum: number, description: string) =>
  Type.Integer({ minimum, maximum: limits.alertSecondsMax, description });

const dimension = Type.String({ maxLength: 50, pattern: withoutNul });
const value = Type.String({ maxLength: 300, pattern: withoutNul });

/** What a person decides of a rule. */
const fields = {
  name: plainText(100, 'The name for people; no two rules share one.'),
  description: Type.Union([plainText(2_000, 'What it is for.'), Type.Null()]),
  measure: Type.Enum(alertMeasureNames as [AlertMeasureName, ...AlertMeasureName[]], {
    description: 'What is watched.',
  }),
  filters: Type.Record(dimension, Type.Array(value, { maxItems: limits.filterValuesMax }), {
    description: 'Values that count, by dimension of the measure, e.g. `{"method": ["GET"]}`.',
  }),
  group_by: Type.Array(dimension, {
    maxItems: 3,
    description: 'Dimensions by which subjects are told apart; an alert is of one subject.',
  }),
  comparator: Type.Enum(alertComparators),
  threshold: Type.Number({ description: 'Beyond which it is bad, in the unit of the measure.' }),
  clear_threshold: Type.Union([
    Type.Number({ description: 'Where it is good again.' }),
    Type.Null({ description: 'At the threshold.' }),
  ]),
  window_seconds: Type.Integer({
    minimum: 60,
    maximum: limits.alertWindowSecondsMax,
    multipleOf: 60,
    description: 'Over how long the measure is taken; measures of a state have no window.',
  }),
  for_seconds: seconds(0, 'How long it must be bad before the alert fires.'),
  resolve_seconds: seconds(0, 'How long it must be good before the alert is resolved.'),
  minimum_count: Type.Integer({
    minimum: 0,
    maximum: 1_000_000_000,
    description: 'What must have been counted in the window to judge at all.',
  }),
  missing_data: Type.Enum(missingDataPolicies, {
    description: 'What too little data mean: `resolve` = good, `keep` = nothing new, `fire` = bad.',
  }),
  severity: Type.Enum(alertSeverities),
  provenances: Type.Array(Type.Enum(provenances), {
    minItems: 1,
    uniqueItems: true,
    description: 'Rows of which provenances are watched, each apart from the others.',
  }),
  send_simulated: Type.Boolean({
    description: 'Whether alerts of simulated rows and samples are sent as well, not only shown.',
  }),
  mute_when_closed: Type.Boolean({
    description: 'Whether nobody is told while the site of the device is closed by its schedule.',
  }),
  mute_in_maintenance: Type.Boolean({
    description:
      'Whether nobody is told while the device is in maintenance or its site in a maintenance window.',
  }),
  notifier_ids: Type.Union([
    Type.Array(Type.Integer({ minimum: 1 }), { maxItems: 100, uniqueItems: true }),
    Type.Null({ description: 'Every notifier.' }),
  ]),
  enabled: Type.Boolean(),
  runbook_url: Type.Union([
    Type.String({ maxLength: 500, pattern: '^https?://[^\\s\\u0000]+$' }),
    Type.Null(),
  ]),
};

const { name, measure, comparator, threshold, ...others } = fields;

/** The fields of a rule that may be left out. */
const optional = {
  description: Type.Optional(others.description),
  filters: Type.Optional(others.filters),
  group_by: Type.Optional(others.group_by),
  clear_threshold: Type.Optional(others.clear_threshold),
  window_seconds: Type.Optional(others.window_seconds),
  for_seconds: Type.Optional(others.for_seconds),
  resolve_seconds: Type.Optional(others.resolve_seconds),
  minimum_count: Type.Optional(others.minimum_count),
  missing_data: Type.Optional(others.missing_data),
  severity: Type.Optional(others.severity),
  provenances: Type.Optional(others.provenances),
  send_simulated: Type.Optional(others.send_simulated),
  mute_when_closed: Type.Optional(others.mute_when_closed),
  mute_in_maintenance: Type.Optional(others.mute_in_maintenance),
  notifier_ids: Type.Optional(others.notifier_ids),
  enabled: Type.Optional(others.enabled),
  runbook_url: Type.Optional(others.runbook_url),
};

/** A rule that is to be made, or tried. */
const givenRule = Type.Object(
  { name, measure, comparator, threshold, ...optional },
  { additionalProperties: false },
);

/** A rule as the API shows it. */
const shownRule = Type.Object({
  id: Type.Integer(),
  ...fields,
  sentence: Type.String({ description: 'What it watches, in words.' }),
  created_by: Type.Union([Type.String(), Type.Null()], {
    description: 'null for the rules of a new house.',
  }),
  updated_by: textOrNull,
  created_at: Type.String(),
  updated_at: Type.String(),
  evaluated_at: Type.Union([Type.String(), Type.Null()], {
    description: 'The step that was evaluated last.',
  }),
  error: Type.Union([Type.String(), Type.Null()], {
    description: 'Why it could not be evaluated.',
  }),
});

const named = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 1_000_000_000_000 }) });

export const listAlertRules = {
  operation: 'listAlertRules',
  method: 'GET',
  path: '/api/v1/alert-rules',
  resource: 'alert-rules',
  summary: 'The rules of alerts, oldest first',
  callers: fleetReaders,
  query: pageQuery,
  response: Type.Object({ data: Type.Array(shownRule), next_cursor: nextCursorSchema }),
} as const satisfies Route;

export const createAlertRule = {
  operation: 'createAlertRule',
  method: 'POST',
  path: '/api/v1/alert-rules',
  resource: 'alert-rules',
  summary: 'Make a rule of alerts',
  callers: administrators,
  body: givenRule,
  status: 201,
  response: shownRule,
} as const satisfies Route;

export const showAlertRule = {
  operation: 'showAlertRule',
  method: 'GET',
  path: '/api/v1/alert-rules/{id}',
  resource: 'alert-rules',
  summary: 'One rule of alerts',
  callers: fleetReaders,
  parameters: named,
  response: shownRule,
} as const satisfies Route;

export const updateAlertRule = {
  operation: 'updateAlertRule',
  method: 'PATCH',
  path: '/api/v1/alert-rules/{id}',
  resource: 'alert-rules',
  summary: 'Change a rule of alerts',
  description:
    'Its alerts go on under the new numbers. Where it watches something else now, or is disabled, they end.',
  callers: administrators,
  parameters: named,
  body: Type.Object(
    {
      name: Type.Optional(name),
      measure: Type.Optional(measure),
      comparator: Type.Optional(comparator),
      threshold: Type.Optional(threshold),
      ...optional,
    },
    { additionalProperties: false },
  ),
  response: shownRule,
} as const satisfies Route;

export const removeAlertRule = {
  operation: 'removeAlertRule',
  method: 'DELETE',
  path: '/api/v1/alert-rules/{id}',
  resource: 'alert-rules',
  summary: 'Remove a rule of alerts',
  description: 'Its alerts end; those of the past stay in the list.',
  callers: administrators,
  parameters: named,
  status: 204,
} as const satisfies Route;

/** A time that a rule would have found something wrong with a subject. */
const episode = Type.Object({
  subject: Type.String(),
  labels: Type.Record(Type.String(), Type.String()),
  provenance: Type.Enum(provenances),
  since: Type.String({ description: 'Since when it was bad.' }),
  fired_at: Type.String(),
  resolved_at: Type.Union([Type.String(), Type.Null()], {
    description: 'null where it would be firing still.',
  }),
  peak_value: numberOrNull,
  told_at: Type.Union([Type.String(), Type.Null()], {
    description: 'When notifiers would have been told; null = not at all.',
  }),
  muted_reasons: Type.Array(Type.Enum(alertMuteReasons)),
  summary: Type.String(),
});

export const previewAlertRule = {
  operation: 'previewAlertRule',
  method: 'POST',
  path: '/api/v1/alert-rules/preview',
  resource: 'alert-rules',
  summary: 'When a rule would have fired in the last days',
  description:
    'Walks through what is recorded with the same steps that live alerts take, and with the schedules and silences of today. Makes nothing.',
  callers: readers,
  body: Type.Object(
    {
      rule: givenRule,
      days: Type.Optional(
        Type.Number({
          exclusiveMinimum: 0,
          maximum: limits.alertPreviewDaysMax,
          default: limits.alertPreviewDaysMax,
        }),
      ),
    },
    { additionalProperties: false },
  ),
  response: Type.Object({
    from: Type.String(),
    to: Type.String(),
    sentence: Type.String(),
    episodes: Type.Array(episode, { description: 'Oldest first, some hundred at most.' }),
    episode_count: Type.Integer({ description: 'All of them.' }),
    subject_count: Type.Integer({ description: 'Subjects that fired.' }),
    firing_now: Type.Integer(),
    notification_count: Type.Integer({ description: 'Messages to each notifier, ends included.' }),
    muted_count: Type.Integer({ description: 'Episodes that nobody would have been told of.' }),
    notes: Type.Array(Type.String(), { description: 'What the record does not tell.' }),
  }),
} as const satisfies Route;

/** Every route of this resource. */
export const alertRuleRoutes: readonly Route[] = [
  listAlertRules,
  createAlertRule,
  previewAlertRule,
  showAlertRule,
  updateAlertRule,
  removeAlertRule,
];
