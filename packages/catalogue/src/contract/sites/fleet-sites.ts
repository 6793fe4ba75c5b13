import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import { deviceStates } from '../../tables/devices.ts';
import type { Route } from '../route.ts';
import { fleetReaders } from '../route.ts';
import { deviceParameters, siteParameters } from '../schema/fleet-schemas.ts';
import { nextCursorSchema } from '../schema/paging.ts';
import { numberOrNull, textOrNull, withoutNul } from '../schema/plain-schemas.ts';

const count = (description: string) => Type.Integer({ minimum: 0, description });

const states = Type.Object(
  Object.fromEntries(deviceStates.map((state) => [state, Type.Integer()])) as Record<
    (typeof deviceStates)[number],
    ReturnType<typeof Type.Integer>
  >,
  { description: 'Its devices by state.' },
);

const place = {
  site_id: Type.String(),
  name: Type.String(),
  latitude: numberOrNull,
  longitude: numberOrNull,
  is_open: Type.Boolean({ description: 'Now; true where no hours are given at all.' }),
  devices: count('Active devices there.'),
  alerts: count('Alerts that fire about it or a device there.'),
};

const standing = {
  ...place,
  timezone: Type.String(),
  location: textOrNull,
  next_open_at: textOrNull,
  next_close_at: textOrNull,
  by_status: states,
  transactions_per_hour: Type.Union([Type.Number(), Type.Null()], {
    description: 'Transactions of the last hour that is settled; null where none is known.',
  }),
  expected_per_hour: Type.Union([Type.Number(), Type.Null()], {
    description: 'What its schedule expects of that hour; null where it does not say.',
  }),
};

const asOf = `As of at most ${limits.overviewSecondsMax} s ago: everybody who asks meanwhile gets the same.`;

/** Sites with how they fare. */
export const listFleetSites = {
  operation: 'listFleetSites',
  method: 'GET',
  path: '/api/v1/fleet/sites',
  resource: 'fleet',
  summary: 'The sites with how they fare, the worst first',
  description: `Sites that are open and worse off come first, closed ones last. ${asOf} A site that fares otherwise meanwhile may move between pages.`,
  callers: fleetReaders,
  query: Type.Object({
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: limits.overviewSitesMax, default: 50 }),
    ),
    cursor: Type.Optional(Type.String({ description: '`next_cursor` of the page before.' })),
    search: Type.Optional(
      Type.String({
        maxLength: 100,
        pattern: withoutNul,
        description: 'Part of the id, the name or the address.',
      }),
    ),
    only: Type.Optional(
      Type.Enum(['open', 'closed', 'troubled'], {
        description: '`troubled`: open, with a device in error, offline or degraded, or an alert.',
      }),
    ),
  }),
  response: Type.Object({
    at: Type.String(),
    total: count('Sites that fit.'),
    data: Type.Array(Type.Object(standing)),
    next_cursor: nextCursorSchema,
  }),
} as const satisfies Route;

/** One site with how it fares. */
export const showFleetSite = {
  operation: 'showFleetSite',
  method: 'GET',
  path: '/api/v1/fleet/sites/{site_id}',
  resource: 'fleet',
  summary: 'One site with how it fares, and its devices, the worst first',
  description: asOf,
  callers: fleetReaders,
  parameters: siteParameters,
  response: Type.Object({
    at: Type.String(),
    ...standing,
    cells: Type.Array(
      Type.Object({
        device_id: Type.String(),
        status: Type.Enum(deviceStates),
        status_since: Type.String(),
      }),
      { description: `Its devices, the worst first; ${limits.siteCellsMax} at most.` },
    ),
  }),
} as const satisfies Route;

/** Where sites lie. */
export const readFleetMap = {
  operation: 'readFleetMap',
  method: 'GET',
  path: '/api/v1/fleet/map',
  resource: 'fleet',
  summary: 'Where the sites lie, and how each fares',
  description: `The worst first, ${limits.mapSitesMax} at most; sites without a position are counted. ${asOf}`,
  callers: fleetReaders,
  response: Type.Object({
    at: Type.String(),
    without_position: count('Sites of which nobody said where they lie.'),
    data: Type.Array(
      Type.Object({
        ...place,
        worst: Type.Union([Type.Enum(deviceStates), Type.Null()], {
          description: 'The worst state of a device there; null where none stands there.',
        }),
      }),
    ),
  }),
} as const satisfies Route;

const spanQuery = Type.Object({
  start_date: Type.String({ description: 'From this instant or date on.' }),
  end_date: Type.String({ description: 'Up to this instant; a date takes in its whole day.' }),
});

const span = Type.Object({ from: Type.String(), to: Type.String() });

/** When a site was and will be open. */
export const readSiteHours = {
  operation: 'readSiteHours',
  method: 'GET',
  path: '/api/v1/sites/{site_id}/hours',
  resource: 'schedules',
  summary: 'When a site is open, busy, and in maintenance, between two instants',
  description: `As its schedule says now. At most ${limits.siteHoursDaysMax} days; of a longer range the end.`,
  callers: fleetReaders,
  parameters: siteParameters,
  query: spanQuery,
  response: Type.Object({
    site_id: Type.String(),
    timezone: Type.String(),
    from: Type.String(),
    to: Type.String(),
    open: Type.Array(span),
    peak: Type.Array(span),
    maintenance: Type.Array(span),
  }),
} as const satisfies Route;

const volume = Type.Object({
  from: Type.String({
    description: 'Start of what is told: the range, or its end where it is long.',
  }),
  to: Type.String(),
  series: Type.Array(
    Type.Object({
      hour: Type.String({ description: 'Start of the hour.' }),
      transactions: Type.Union([Type.Number(), Type.Null()], {
        description: 'Null where no device told any.',
      }),
      expected: Type.Union([Type.Number(), Type.Null()], {
        description:
          'The expected transactions of the day, spread evenly over its open hours; null where the schedule does not say.',
      }),
    }),
  ),
});

/** What a site sold against what was expected. */
export const readSiteVolume = {
  operation: 'readSiteVolume',
  method: 'GET',
  path: '/api/v1/fleet/sites/{site_id}/volume',
  resource: 'fleet',
  summary: 'Transactions of a site by the hour, against what its schedule expects',
  description: `Of hours that are settled, some minutes after they are over. At most ${limits.volumeDeviceHoursMax} hours of devices: of a longer range the end.`,
  callers: fleetReaders,
  parameters: siteParameters,
  query: spanQuery,
  response: volume,
} as const satisfies Route;

/** What a device sold. */
export const readDeviceVolume = {
  operation: 'readDeviceVolume',
  method: 'GET',
  path: '/api/v1/devices/{device_id}/volume',
  resource: 'fleet',
  summary: 'Transactions of a device by the hour',
  description: 'Of hours that are settled, some minutes after they are over. `expected` is null.',
  callers: fleetReaders,
  parameters: deviceParameters,
  query: spanQuery,
  response: volume,
} as const satisfies Route;

/** Every route of this resource. */
export const fleetSiteRoutes: readonly Route[] = [
  listFleetSites,
  showFleetSite,
  readFleetMap,
  readSiteHours,
  readSiteVolume,
  readDeviceVolume,
];
