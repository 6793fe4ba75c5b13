import type { Static } from 'typebox';
import { Type } from 'typebox';

/** What can be followed live, each by itself. */
export const liveTopics = ['metrics', 'devices', 'alerts', 'errors', 'jobs'] as const;
export type LiveTopic = (typeof liveTopics)[number];

const count = (description: string) => Type.Integer({ minimum: 0, description });
const countsBy = (what: string) =>
  Type.Record(Type.String(), Type.Integer(), { description: what });
const open = (what: string) =>
  Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
    description: `${what}; null while it is not known.`,
  });

/** Some requests, added up. */
export const liveRequests = Type.Object({
  count: count('Requests.'),
  classes: countsBy('Requests by class of status: `2xx`, `4xx`, ...'),
  mean_ms: Type.Union([Type.Number(), Type.Null()], {
    description: 'Mean response time in milliseconds, of requests that have one.',
  }),
  max_ms: Type.Union([Type.Number(), Type.Null()], { description: 'The longest of them.' }),
});
export type LiveRequests = Static<typeof liveRequests>;

/** One table, as it is now. */
const liveTable = Type.Object({
  total: count(
    'Rows stored in all, removed ones too. Where the house is older than its live picture, what was there by then is an estimate.',
  ),
  today: count('Rows stored since midnight UTC.'),
  per_minute: count('Rows stored in the last 60 seconds.'),
  provenance: countsBy('`today` by origin.'),
});
export type LiveTable = Static<typeof liveTable>;

/** The numbers of the house; those of requests, errors and tool calls are of today (UTC). */
export const liveMetrics = Type.Object({
  tables: Type.Record(Type.String(), liveTable, { description: 'By name of the table.' }),
  requests: liveRequests,
  errors: countsBy('Errors by severity.'),
  tools: countsBy('Tool calls by outcome.'),
  ingest: Type.Object({
    lag_seconds: Type.Number({
      description: 'Age of the oldest batch that some server has taken and not stored yet.',
    }),
  }),
});
export type LiveMetrics = Static<typeof liveMetrics>;

/** The whole picture: everything that is followed, as it is now, by topic. */
export const liveView = Type.Object({
  metrics: liveMetrics,
  devices: Type.Object({ fleet: countsBy('Active devices by state.') }),
  alerts: Type.Object({ open: open('Alerts that fire') }),
  errors: Type.Object({ open: open('Error groups that are open') }),
  jobs: Type.Object({}),
});
export type LiveView = Static<typeof liveView>;
