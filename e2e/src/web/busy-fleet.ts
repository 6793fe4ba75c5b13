import type { LiveMessage } from '../../../packages/catalogue/src/index.ts';

const terminals = 12;
/** How often each of them reports. */
export const everySeconds = 5;
const rowsPerSecond = terminals / everySeconds;
const states = ['online', 'error', 'offline'] as const;

const idOf = (second: number): string =>
  `pos-terminal-${String((second % terminals) + 1).padStart(3, '0')}`;
const instantOf = (second: number): string => new Date(Date.now() + second).toISOString();

const tableAt = (second: number) => {
  const total = Math.floor(second * rowsPerSecond);
  return { total, today: total, per_minute: 144, provenance: { simulated: total } };
};
const tablesAt = (second: number) => ({
  health_checks: tableAt(second),
  device_metrics: tableAt(second),
  api_request_logs: tableAt(second),
});
const requestsAt = (second: number) => ({
  count: second,
  classes: { '2xx': second },
  mean_ms: 40 + (second % 20),
  max_ms: 900,
});

/** Who is in which state: every minute a terminal goes to another one. */
function fleetAt(second: number) {
  const changed = Math.floor(second / 60) % terminals;
  return { online: terminals - 1 - (changed % 2), error: 1, offline: changed % 2 };
}

/** What is told to who begins to follow. */
export const firstPicture = (): LiveMessage => ({
  event: 'picture',
  id: '1',
  data: {
    at: instantOf(0),
    reset: true,
    metrics: {
      tables: tablesAt(0),
      requests: requestsAt(0),
      errors: {},
      tools: {},
      ingest: { lag_seconds: 0 },
    },
    devices: { fleet: fleetAt(0) },
    alerts: { open: 0 },
    errors: { open: 1 },
    jobs: {},
  },
});

/** What is told of one second; `openAlerts` is how many alerts are open by then. */
export function changeAt(second: number, openAlerts: number): LiveMessage {
  const isChange = second % 60 === 0;
  const [from = null, to = 'online'] = [states[second % 3], states[(second + 1) % 3]];
  const change = { at: instantOf(second), device_id: idOf(second), from, to };
  return {
    event: 'change',
    id: String(second + 2),
    data: {
      at: instantOf(second),
      metrics: {
        tables: tablesAt(second),
        requests: requestsAt(second),
        new: { tables: { health_checks: 2, device_metrics: 2 } },
      },
      devices: { fleet: fleetAt(second), ...(isChange ? { changes: [change] } : {}) },
      alerts: { open: openAlerts },
    },
  };
}

/** What the health check of a device is told as to who follows it. */
export function rowAt(second: number, deviceId: string): LiveMessage {
  const row = {
    id: second,
    timestamp: instantOf(second),
    received_at: instantOf(second),
    provenance: 'simulated',
    device_id: deviceId,
    is_healthy: second % 50 !== 0,
    response_time_ms: 20 + (second % 30),
    status_code: 200,
    endpoint: '/health',
    response_data: { status: 'ok', uptime_seconds: second, note: `${second} `.repeat(40) },
    error_message: second % 50 === 0 ? `No answer in second ${second}` : null,
  };
  return { event: 'rows', data: { table: 'health_checks', rows: [row], skipped: 0 } };
}
