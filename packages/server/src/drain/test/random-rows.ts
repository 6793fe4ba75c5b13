import type { TestRow } from './encode-section.ts';
import { createRequest, noonMs } from './test-rows.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** One of these, by chance. */
export const pick = <T>(values: readonly T[]): T =>
  values[Math.floor(Math.random() * values.length)] as T;

/** Mostly of the last hours, around noon; some days late. */
const randomInstant = (): number =>
  noonMs +
  Math.floor((Math.random() - 0.5) * 8 * hourMs) -
  (Math.random() < 0.1 ? pick([1, 2, 5]) * dayMs : 0);

const every = (): TestRow => ({
  timestamp: randomInstant(),
  received_at: noonMs,
  provenance: pick(['real', 'simulated']),
});

const users = [undefined, '', 'ada', 'grace', 'ä☃'];
const texts = ['stock', 'prices', 'ä'.repeat(60) + '😀'.repeat(40)];
const durations = (): number | undefined =>
  pick([undefined, 0, Math.floor(Math.random() * 60_000)]);

const randomRequest = (): TestRow =>
  createRequest({
    ...every(),
    endpoint: pick(['/a', '/b/{id}', '/ä/☃', '']),
    method: pick(['GET', 'POST', 'DELETE']),
    status_code: pick([200, 201, 302, 404, 503, 999, 100]),
    response_time_ms: pick([undefined, 0, 1e-12, 3, Math.random() * 500, 1e11]),
    user_id: pick(users),
    service: pick([undefined, 'shop']),
  });

const randomOutcome = (): TestRow => ({
  ...every(),
  job_id: 'job-0001',
  job_type: pick(['update', 'reboot']),
  device_id: pick([undefined, '', 'pos-1']),
  status: pick(['success', 'failed']),
  duration_ms: durations(),
  retry_count: 0,
});

const randomContext = (): string =>
  JSON.stringify(
    pick<unknown>([
      { bcp_name: pick(texts), tool_name: 'count', parameters: { a: [1, { b: null }] } },
      { pack: pick(texts), tool: pick([...texts, 7, null, true]) },
      { bcp_name: 7, pack: 'x'.repeat(120) },
      { bcp_name: '', pack: 'not this' },
      {},
      [],
      'text',
      null,
    ]),
  );

const randomError = (): TestRow => ({
  ...every(),
  category: pick(['api', 'device', 'tool']),
  severity: pick(['error', 'critical']),
  error_message: 'it broke',
  user_id: pick(users),
  device_id: pick([undefined, '', 'pos-1', 'pos-2']),
  context: '{}',
  tool_context: pick([undefined, randomContext()]),
  fingerprint: pick(['f', 'g']),
  resolved: false,
  trust: 'trusted',
});

const randomCall = (): TestRow => ({
  ...every(),
  bcp_name: pick(texts),
  tool_name: pick(['count', 'order']),
  operation: pick(['call', 'list']),
  user_id: pick(users),
  session_id: pick([undefined, 's-1', 's'.repeat(255)]),
  start_time: noonMs,
  duration_ms: durations(),
  success: true,
  outcome: pick(['ok', 'timeout']),
});

const randomActivity = (): TestRow => ({
  ...every(),
  user_id: pick(['ada', 'grace']),
  session_id: pick([undefined, 's-1', 's-2']),
  activity_type: pick(['page_view', 'click', 'search']),
  page_url: pick([undefined, '', '/', '/prices']),
  search_query: pick([undefined, 'milk', `${'ä'.repeat(199)}😀😀`, 'x'.repeat(5_000)]),
  results_count: pick([undefined, 0, 3]),
  duration_ms: durations(),
  trust: 'trusted',
});

const randomCheck = (): TestRow => ({
  ...every(),
  device_id: pick(['pos-1', 'pos-2']),
  is_healthy: pick([true, false]),
  response_time_ms: durations(),
});

const randomChange = (): TestRow => ({
  ...every(),
  device_id: pick(['pos-1', 'pos-2']),
  new_state: pick(['online', 'offline']),
  changed_by: 'system',
});

const randomMetric = (): TestRow => ({
  ...every(),
  device_id: pick(['pos-1', 'pos-2']),
  cpu_percent: pick([undefined, Math.random() * 100]),
  memory_percent: pick([undefined, 0, 100]),
  disk_percent: pick([undefined, Math.random()]),
  network_latency_ms: pick([undefined, Math.random() * 1e4]),
  transaction_volume: 9.5,
  error_rate: pick([undefined, 0, Math.random()]),
});

const randomNumber = (): TestRow => ({
  ...every(),
  metric_name: pick(['queue', 'heap']),
  metric_value: pick([0, -3, Math.random() * 1e6, -1e-3]),
  labels: '{}',
  aggregation_period: pick(['raw', '1h']),
});

/** How a row of each table of telemetry is made by chance. */
export const randomRows: Readonly<Record<string, () => TestRow>> = {
  api_request_logs: randomRequest,
  job_outcomes: randomOutcome,
  error_logs: randomError,
  tool_usage_logs: randomCall,
  user_activities: randomActivity,
  health_checks: randomCheck,
  device_state_history: randomChange,
  device_metrics: randomMetric,
  performance_metrics: randomNumber,
};
