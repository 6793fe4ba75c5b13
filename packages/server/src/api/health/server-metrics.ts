import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { routeOf } from '../../http/index.ts';
import { endpointOf } from '../requests/request-entry.ts';
import { addDeviceFigures } from './device-figures.ts';
import type { HouseFigures } from './house-figures.ts';
import { addKeepingFigures } from './keeping-figures.ts';
import { addRecordFigures } from './record-figures.ts';
import { addToldFigures } from './told-figures.ts';
import { addWorkFigures } from './work-figures.ts';

/** The numbers of the whole house, as Prometheus reads them. */
export interface ServerMetrics {
  /** Makes the app count its requests. */
  observe(app: FastifyInstance): void;
  /** One scrape, in the text format of Prometheus. */
  read(): Promise<string>;
  readonly contentType: string;
}

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * What the rooms count, in a registry of its own: it is filled in one step at each scrape, so that
 * received = rejected + duplicate + filtered + quarantined + stored + in spool holds in it.
 */
function createSnapshot(figures: HouseFigures): Registry {
  const registry = new Registry();
  addRecordFigures(registry, figures);
  addWorkFigures(registry, figures);
  addToldFigures(registry, figures);
  addDeviceFigures(registry, figures);
  addKeepingFigures(registry, figures);
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
