import type { Chance } from '../traffic/chance.ts';
import type { PlayedDevice } from '../traffic/fleet-watch.ts';
import type { PageName } from '../traffic/pages.ts';

/** What a page asks of the server: the route, and milliseconds that it takes as a rule. */
const routesOf: Readonly<Record<PageName, readonly (readonly [endpoint: string, ms: number])[]>> = {
  dashboard: [
    ['/api/v1/devices/summary', 9],
    ['/api/v1/sites', 7],
    ['/api/v1/jobs', 14],
  ],
  devices: [['/api/v1/devices', 16]],
  device: [
    ['/api/v1/devices/{device_id}', 6],
    ['/api/v1/devices/{device_id}/metrics', 28],
    ['/api/v1/devices/{device_id}/states', 18],
  ],
  jobs: [['/api/v1/jobs', 14]],
  errors: [
    ['/api/v1/analytics/errors', 33],
    ['/api/v1/metrics/error-trends', 21],
  ],
  analytics: [
    ['/api/v1/metrics/api-performance', 38],
    ['/api/v1/metrics/job-outcomes', 27],
    ['/api/v1/analytics/device-metrics', 45],
  ],
};
const statuses = [
  [200, 965],
  [404, 20],
  [422, 8],
  [500, 4],
  [503, 3],
] as const;
const problems: Readonly<Record<number, string>> = {
  404: 'There is nothing of that name',
  422: 'A parameter is wrong',
  500: 'Something unexpected happened',
  503: 'The database does not answer',
};

/** The log of the requests that pages of the past made. */
export function createRequestHistory(
  chance: Chance,
  now: () => Date,
  emit: (row: Readonly<Record<string, unknown>>) => void,
): {
  ask(userId: string, page: PageName, device: PlayedDevice | undefined): void;
} {
  return {
    ask(user_id, page, device) {
      for (const [endpoint, middleMs] of routesOf[page]) {
        const status_code = chance.weigh(statuses);
        const isSlow = status_code >= 500;
        const took = chance.longTailed(middleMs, 0.45) * (isSlow ? 8 : 1);
        emit({
          timestamp: now().toISOString(),
          endpoint,
          path: endpoint.replace('{device_id}', device?.device_id ?? 'sim-gone'),
          method: 'GET',
          status_code,
          response_time_ms: Math.round(took * 100) / 100,
          user_id,
          error_message: problems[status_code] ?? null,
          request_size_bytes: 0,
          response_size_bytes: status_code < 400 ? chance.whole(200, 14_000) : 180,
          service: 'fleet-pages',
        });
      }
    },
  };
}
