import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import type { Route } from '../route.ts';
import { administrators, fleetReaders } from '../route.ts';
import { siteParameters } from '../schema/fleet-schemas.ts';
import { integerOrNull, jsonObject, plainText, textOrNull } from '../schema/plain-schemas.ts';

const time = Type.String({
  pattern: '^([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?$',
  description: 'Local time of the site, HH:MM.',
});
const timeOrNull = Type.Union([time, Type.Null()]);

/** One line of the week; several a day for split shifts. */
const scheduleSchema = Type.Object(
  {
    day_of_week: Type.Integer({ minimum: 0, maximum: 6, description: '0 is Monday.' }),
    open_time: Type.Optional(timeOrNull),
    close_time: Type.Optional(timeOrNull),
    is_closed: Type.Optional(Type.Boolean({ default: false })),
    is_maintenance_window: Type.Optional(Type.Boolean({ default: false })),
    maintenance_start: Type.Optional(timeOrNull),
    maintenance_end: Type.Optional(timeOrNull),
    expected_transaction_volume: Type.Optional(
      Type.Union([Type.Integer({ minimum: 0, maximum: 2_147_483_647 }), Type.Null()]),
    ),
    peak_hours_start: Type.Optional(timeOrNull),
    peak_hours_end: Type.Optional(timeOrNull),
    notes: Type.Optional(Type.Union([plainText(2_000, 'For people.'), Type.Null()])),
    special_considerations: Type.Optional(Type.Union([jsonObject, Type.Null()])),
  },
  { additionalProperties: false },
);

/** A day that keeps other hours. */
const exceptionFields = {
  is_closed: Type.Optional(Type.Boolean({ default: true })),
  open_time: Type.Optional(timeOrNull),
  close_time: Type.Optional(timeOrNull),
  notes: Type.Optional(Type.Union([plainText(2_000, 'For people.'), Type.Null()])),
};

const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'The local day.' });

const shownLine = Type.Object({
  day_of_week: Type.Integer(),
  open_time: textOrNull,
  close_time: textOrNull,
  is_closed: Type.Boolean(),
  is_maintenance_window: Type.Boolean(),
  maintenance_start: textOrNull,
  maintenance_end: textOrNull,
  expected_transaction_volume: integerOrNull,
  peak_hours_start: textOrNull,
  peak_hours_end: textOrNull,
  notes: textOrNull,
  special_considerations: Type.Union([jsonObject, Type.Null()]),
});

const shownException = Type.Object({
  date: Type.String(),
  is_closed: Type.Boolean(),
  open_time: textOrNull,
  close_time: textOrNull,
  notes: textOrNull,
});

/** What the schedule says of one instant. */
const openingSchema = Type.Object({
  at: Type.String(),
  local_time: Type.String({ description: 'At the site, with its offset.' }),
  is_open: Type.Boolean({ description: 'True where no hours are given at all.' }),
  is_peak: Type.Boolean(),
  in_maintenance_window: Type.Boolean(),
  next_open_at: textOrNull,
  next_close_at: textOrNull,
  next_maintenance_at: textOrNull,
});

const siteSchedules = Type.Object({
  site_id: Type.String(),
  timezone: Type.String(),
  schedules: Type.Array(shownLine),
  exceptions: Type.Array(shownException),
  now: openingSchema,
});

export const showSchedules = {
  operation: 'showSchedules',
  method: 'GET',
  path: '/api/v1/sites/{site_id}/schedules',
  resource: 'schedules',
  summary: 'The week of a site, its exceptions, and what holds now',
  callers: fleetReaders,
  parameters: siteParameters,
  response: siteSchedules,
} as const satisfies Route;

export const replaceSchedules = {
  operation: 'replaceSchedules',
  method: 'PUT',
  path: '/api/v1/sites/{site_id}/schedules',
  resource: 'schedules',
  summary: 'Replace the week of a site',
  description:
    'A close before its open runs past midnight. Hours of one day may not overlap. A maintenance window belongs to the line of the day on which it begins.',
  callers: administrators,
  parameters: siteParameters,
  body: Type.Object(
    { schedules: Type.Array(scheduleSchema, { maxItems: limits.scheduleLinesMax }) },
    { additionalProperties: false },
  ),
  response: siteSchedules,
} as const satisfies Route;

const exceptionParameters = Type.Object({ ...siteParameters.properties, date: day });

export const putScheduleException = {
  operation: 'putScheduleException',
  method: 'PUT',
  path: '/api/v1/sites/{site_id}/schedules/exceptions/{date}',
  resource: 'schedules',
  summary: 'Give one day other hours, or close it',
  callers: administrators,
  parameters: exceptionParameters,
  body: Type.Object(exceptionFields, { additionalProperties: false }),
  response: shownException,
} as const satisfies Route;

export const removeScheduleException = {
  operation: 'removeScheduleException',
  method: 'DELETE',
  path: '/api/v1/sites/{site_id}/schedules/exceptions/{date}',
  resource: 'schedules',
  summary: 'Let a day follow the week again',
  callers: administrators,
  parameters: exceptionParameters,
  status: 204,
} as const satisfies Route;

/** Every route of this resource. */
export const scheduleRoutes: readonly Route[] = [
  showSchedules,
  replaceSchedules,
  putScheduleException,
  removeScheduleException,
];
