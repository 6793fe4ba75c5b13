import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import { deviceStates } from '../../tables/devices.ts';
import { jobStatuses } from '../../tables/jobs.ts';
import type { Route } from '../route.ts';
import { fleetReaders } from '../route.ts';
import { numberOrNull, textOrNull } from '../schema/plain-schemas.ts';

const count = (description: string) => Type.Integer({ minimum: 0, description });
const states = (description: string) =>
  Type.Object(
    Object.fromEntries(deviceStates.map((state) => [state, Type.Integer()])) as Record<
      (typeof deviceStates)[number],
      ReturnType<typeof Type.Integer>
    >,
    { description },
  );

const cell = Type.Object({
  device_id: Type.String(),
  status: Type.Enum(deviceStates),
  status_since: Type.String(),
});

const site = Type.Object({
  site_id: Type.String(),
  name: Type.String(),
  timezone: Type.String(),
  is_open: Type.Boolean({ description: 'Now; true where no hours are given at all.' }),
  next_open_at: textOrNull,
  next_close_at: textOrNull,
  devices: count('Active devices there.'),
  by_status: states('Them by state.'),
  cells: Type.Array(cell, { description: 'Its devices, the worst first; some of them at most.' }),
  transactions_per_hour: Type.Union([Type.Number(), Type.Null()], {
    description: 'Transactions of the last hour that is settled; null where none is known.',
  }),
  expected_per_hour: Type.Union([Type.Number(), Type.Null()], {
    description:
      'What its schedule expects in an open hour of that day; null where it does not say or it was closed.',
  }),
});

/** What kinds of things "what changed" tells. */
const changeKinds = ['state', 'config', 'job', 'alert'] as const;

const change = Type.Object({
  at: Type.String(),
  kind: Type.Enum(changeKinds),
  id: Type.String({ description: 'The device, the row of the history, the job, the alert.' }),
  title: Type.String({ description: 'What it is, in a line.' }),
  detail: textOrNull,
  site_id: textOrNull,
  device_id: textOrNull,
  outcome: Type.Union([Type.String(), Type.Null()], {
    description:
      'The state of the device, the verdict on the change, the status of the job, the state of the alert.',
  }),
});

/** The fleet at a glance, in one answer. */
export const readFleetOverview = {
  operation: 'readFleetOverview',
  method: 'GET',
  path: '/api/v1/fleet/overview',
  resource: 'fleet',
  summary:
    'The fleet at a glance: devices by state, the worst sites with their devices, what changed',
  description: `Sites that are open and worse off come first, closed ones last. As of at most ${limits.overviewSecondsMax} s ago: everybody who asks meanwhile gets the same.`,
  callers: [...fleetReaders, 'display'],
  query: Type.Object({
    sites: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: limits.overviewSitesMax,
        default: 20,
        description: 'Sites to tell.',
      }),
    ),
    cells: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: limits.overviewCellsMax,
        default: 40,
        description: 'Devices of a site to tell.',
      }),
    ),
  }),
  response: Type.Object({
    at: Type.String(),
    devices: Type.Object({
      total: count('Active devices.'),
      by_status: states('Them by state.'),
      last_hour: states('Those that came into their state within the last hour.'),
      oldest: Type.Object(
        { degraded: textOrNull, error: textOrNull, offline: textOrNull },
        { description: 'Since when the one that is longest in the state is in it.' },
      ),
    }),
    sites_total: count('Active sites that have devices.'),
    sites_open: count('Of them, those that are open.'),
    sites: Type.Array(site),
    transactions: Type.Object({
      hour: Type.Union([Type.String(), Type.Null()], {
        description: 'The start of the last hour that is settled.',
      }),
      per_hour: numberOrNull,
      expected_per_hour: numberOrNull,
    }),
    jobs: Type.Object({
      open: count('Jobs that are under way, or paused.'),
      targets: count('Their devices.'),
      verified: count('Of them, those that are done and proven.'),
      by_status: Type.Partial(
        Type.Object(
          Object.fromEntries(jobStatuses.map((status) => [status, Type.Integer()])) as Record<
            (typeof jobStatuses)[number],
            ReturnType<typeof Type.Integer>
          >,
        ),
      ),
    }),
    alerts_open: count('Alerts that fire.'),
    errors_open: count('Groups of errors that are open.'),
    changes: Type.Array(change, { description: 'The latest, newest first.' }),
  }),
} as const satisfies Route;

/** Every route of this resource. */
export const fleetOverviewRoutes: readonly Route[] = [readFleetOverview];
