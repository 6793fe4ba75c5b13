import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { routeOf } from '../http/index.ts';
import type { Tally } from '../kernel/index.ts';
import type { HouseFigures } from './house-figures.ts';
import { endpointOf } from './request-entry.ts';

/** The numbers of the whole house, as Prometheus reads them. */
export interface ServerMetrics {
  /** Makes the app count its requests. */
  observe(app: FastifyInstance): void;
  /** One scrape, in the text format of Prometheus. */
  read(): Promise<string>;
  readonly contentType: string;
}

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const fates = [
  ['received', 'Records that came in.'],
  ['rejected', 'Records that were refused, with a reason.'],
  ['duplicate', 'Records of batches that were here before.'],
  ['filtered', 'Records that the smart filter left out.'],
  ['quarantined', 'Records that were kept aside.'],
  ['stored', 'Records that are in the database.'],
] as const satisfies readonly (readonly [keyof Tally, string])[];

function addAccounts(registry: Registry, { accounts }: HouseFigures): void {
  const labelNames = ['door', 'table'] as const;
  for (const [fate, help] of fates) {
    const name = `homepot_records_${fate}_total`;
    const counter = new Counter({ name, help, labelNames, registers: [registry] });
    for (const { door, table, [fate]: count } of accounts) counter.inc({ door, table }, count);
  }
  const inSpool = new Gauge({
    name: 'homepot_records_in_spool',
    help: 'Records that are durable and not yet in the database.',
    labelNames,
    registers: [registry],
  });
  for (const account of accounts) {
    inSpool.set({ door: account.door, table: account.table }, account.inSpool);
  }
}

const laneGauges = [
  ['homepot_spool_bytes', 'Bytes of the spool on disk.', 'spoolBytes'],
  [
    'homepot_spool_unreleased_bytes',
    'Bytes of the spool that the database does not have yet.',
    'spoolUnreleasedBytes',
  ],
  [
    'homepot_spool_damaged_bytes',
    'Bytes of the spool that were found damaged.',
    'spoolDamagedBytes',
  ],
  ['homepot_spool_lag_entries', 'Entries not yet in the database.', 'lagEntries'],
  ['homepot_spool_lag_seconds', 'Age of the oldest of them.', 'lagSeconds'],
] as const;

const laneCounters = [
  ['homepot_drain_rows_total', 'Rows that the drain stored.', 'drainedRows'],
  ['homepot_drain_transactions_total', 'Transactions that it committed.', 'drainTransactions'],
  ['homepot_drain_failures_total', 'Attempts that had to be made again.', 'drainFailures'],
  ['homepot_drain_alarms_total', 'Failures that somebody should look at.', 'drainAlarms'],
  ['homepot_drain_quarantined_total', 'Rows that the database refused.', 'drainQuarantined'],
] as const;

function addLanes(registry: Registry, { lanes }: HouseFigures): void {
  const labelNames = ['lane'] as const;
  for (const [name, help, figure] of laneGauges) {
    const gauge = new Gauge({ name, help, labelNames, registers: [registry] });
    for (const lane of lanes) gauge.set({ lane: lane.lane }, lane[figure]);
  }
  for (const [name, help, figure] of laneCounters) {
    const counter = new Counter({ name, help, labelNames, registers: [registry] });
    for (const lane of lanes) counter.inc({ lane: lane.lane }, lane[figure]);
  }
}

function addRequestLog(registry: Registry, { requestLog }: HouseFigures): void {
  const { waiting, ...counts } = requestLog;
  for (const [fate, count] of Object.entries(counts)) {
    const name = `homepot_request_log_${fate}_total`;
    new Counter({ name, help: `Entries of the request log: ${fate}.`, registers: [registry] }).inc(
      count,
    );
  }
  new Gauge({
    name: 'homepot_request_log_waiting',
    help: 'Entries of the request log that wait for the door.',
    registers: [registry],
  }).set(waiting);
}

function addOwnErrors(registry: Registry, { ownErrors }: HouseFigures): void {
  for (const [fate, count] of Object.entries(ownErrors)) {
    const name = `homepot_own_errors_${fate}_total`;
    new Counter({ name, help: `Errors of the house itself: ${fate}.`, registers: [registry] }).inc(
      count,
    );
  }
}

function addPeriodicJobs(registry: Registry, { periodicJobs }: HouseFigures): void {
  const labelNames = ['job'] as const;
  const runs = new Counter({
    name: 'homepot_periodic_job_runs_total',
    help: 'Runs of each periodic job.',
    labelNames,
    registers: [registry],
  });
  const failures = new Counter({
    name: 'homepot_periodic_job_failures_total',
    help: 'Runs that ended in an error.',
    labelNames,
    registers: [registry],
  });
  const lastRun = new Gauge({
    name: 'homepot_periodic_job_last_run_seconds',
    help: 'Seconds that the last run took.',
    labelNames,
    registers: [registry],
  });
  for (const job of periodicJobs) {
    runs.inc({ job: job.name }, job.runs);
    failures.inc({ job: job.name }, job.failures);
    lastRun.set({ job: job.name }, job.lastRunMs / 1_000);
  }
}

function addOutbox(registry: Registry, { outbox }: HouseFigures): void {
  const registers = [registry];
  const gauge = (name: string, help: string, value: number): void =>
    new Gauge({ name, help, registers }).set(value);
  const counter = (name: string, help: string, value: number): void =>
    new Counter({ name, help, registers }).inc(value);
  gauge('homepot_outbox_waiting', 'Rows of the outbox that wait for the door.', outbox.waiting);
  gauge('homepot_outbox_waiting_seconds', 'Age of the oldest of them.', outbox.waitingSeconds);
  counter('homepot_outbox_passed_total', 'Rows that the door took.', outbox.passed);
  counter('homepot_outbox_refused_total', 'Records of it put into quarantine.', outbox.refused);
}

function addLive(registry: Registry, { live }: HouseFigures): void {
  const registers = [registry];
  const gauge = (name: string, help: string, value: number): void =>
    new Gauge({ name: `homepot_live_${name}`, help, registers }).set(value);
  const counter = (name: string, help: string, value: number): void =>
    new Counter({ name: `homepot_live_${name}_total`, help, registers }).inc(value);
  gauge('followers', 'Connections that follow what happens.', live.followers);
  gauge('followers_behind', 'Those that have no room for more.', live.behind);
  gauge('listening', 'Whether notifications of the database are heard.', live.listening ? 1 : 0);
  counter('caught_up', 'Pictures given in place of what was missed.', live.caughtUp);
  counter('stalled', 'Connections cut off because they took nothing.', live.stalled);
  counter('refused', 'Followers refused because there were too many.', live.refused);
  counter('events_written', 'Events that this server wrote.', live.eventsWritten);
  counter('events_read', 'Events of all servers that it read.', live.eventsRead);
}

function addAlerts(registry: Registry, { alerts }: HouseFigures): void {
  const gauge = new Gauge({
    name: 'homepot_alerts',
    help: 'Open alerts by state and severity.',
    labelNames: ['state', 'severity'] as const,
    registers: [registry],
  });
  for (const { state, severity, count } of alerts) gauge.set({ state, severity }, count);
}

function addNotifications(registry: Registry, { notifications }: HouseFigures): void {
  const { underWay, ...counts } = notifications;
  const attempts = new Counter({
    name: 'homepot_notification_attempts_total',
    help: 'Attempts to deliver a message, by how they went.',
    labelNames: ['outcome'] as const,
    registers: [registry],
  });
  for (const [outcome, count] of Object.entries(counts)) attempts.inc({ outcome }, count);
  new Gauge({
    name: 'homepot_notifications_under_way',
    help: 'Messages whose receivers are being told.',
    registers: [registry],
  }).set(underWay);
}

function addDevices(registry: Registry, { devices }: HouseFigures): void {
  const gauge = new Gauge({
    name: 'homepot_devices',
    help: 'Active devices by state.',
    labelNames: ['state'] as const,
    registers: [registry],
  });
  for (const [state, count] of Object.entries(devices)) gauge.set({ state }, count);
}

function addMqtt(registry: Registry, { mqtt }: HouseFigures): void {
  if (mqtt === undefined) return;
  const gauge = (name: string, help: string, value: number): void =>
    new Gauge({ name: `homepot_mqtt_${name}`, help, registers: [registry] }).set(value);
  gauge('up', 'Whether devices can reach the broker: 1 or 0.', mqtt.state === 'ok' ? 1 : 0);
  gauge(
    'connections',
    'Connected devices; of an external broker, connections to it.',
    mqtt.connections,
  );
  gauge('messages_waiting', 'Messages that wait to become durable.', mqtt.waiting);
  const messages = new Counter({
    name: 'homepot_mqtt_messages_total',
    help: 'Messages of devices, by what became of them; those put off come again.',
    labelNames: ['outcome'] as const,
    registers: [registry],
  });
  for (const outcome of [
    'reports',
    'acknowledgements',
    'presences',
    'refused',
    'putOff',
  ] as const) {
    messages.inc({ outcome: outcome === 'putOff' ? 'put_off' : outcome }, mqtt[outcome]);
  }
  const counter = (name: string, help: string, value: number): void =>
    new Counter({ name: `homepot_mqtt_${name}_total`, help, registers: [registry] }).inc(value);
  counter('connections_refused', 'Connections that were refused.', mqtt.connectionsRefused);
  counter('commands_published', 'Commands that were handed on.', mqtt.published);
}

/**
 * What the rooms count, in a registry of its own: it is filled in one step at each scrape, so that
 * received = rejected + duplicate + filtered + quarantined + stored + in spool holds in it.
 */
function createSnapshot(figures: HouseFigures): Registry {
  const registry = new Registry();
  addAccounts(registry, figures);
  addLanes(registry, figures);
  addRequestLog(registry, figures);
  addOwnErrors(registry, figures);
  addPeriodicJobs(registry, figures);
  addOutbox(registry, figures);
  addLive(registry, figures);
  addNotifications(registry, figures);
  addAlerts(registry, figures);
  addDevices(registry, figures);
  addMqtt(registry, figures);
  return registry;
}

function countRequests(app: FastifyInstance, registry: Registry): void {
  const requests = new Counter({
    name: 'homepot_http_requests_total',
    help: 'Requests by route, method and status.',
    labelNames: ['route', 'method', 'status'] as const,
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'homepot_http_request_seconds',
    help: 'Seconds from request to answer, by route.',
    labelNames: ['route'] as const,
    buckets: secondsBuckets,
    registers: [registry],
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = endpointOf(request);
    requests.inc({ route, method: request.method, status: reply.statusCode });
    if (routeOf(request)?.endless !== true) durations.observe({ route }, reply.elapsedTime / 1000);
    done();
  });
}

/**
 * Numbers of the runtime that list every connection, or every open file, to count them: with ten thousand
 * devices a scrape would hold up the door for 50 ms. Connections and memory are told otherwise.
 */
const costlyMetrics = [
  'nodejs_active_handles',
  'nodejs_active_handles_total',
  'nodejs_active_requests',
  'nodejs_active_requests_total',
  'nodejs_active_resources',
  'nodejs_active_resources_total',
  'process_open_fds',
];

/** Creates the numbers of the house; `readFigures` is asked at each scrape. */
export function createServerMetrics(readFigures: () => HouseFigures): ServerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of costlyMetrics) registry.removeSingleMetric(name);
  return {
    contentType: registry.contentType,
    observe: (app) => countRequests(app, registry),
    async read() {
      const snapshot = createSnapshot(readFigures());
      return `${await snapshot.metrics()}${await registry.metrics()}`;
    },
  };
}
