import type { Random } from './random.ts';
import { around, choose, wholeNumber } from './random.ts';
import type { SampleRecord } from './sample-record.ts';
import { before, hourMs, minuteMs } from './sample-record.ts';

const week = 7 * 24 * hourMs;
const people = ['ada', 'grace', 'linus'] as const;

const routes = [
  { endpoint: '/api/v1/devices', path: '/api/v1/devices', method: 'GET', typicalMs: 12 },
  { endpoint: '/api/v1/sites', path: '/api/v1/sites', method: 'GET', typicalMs: 8 },
  {
    endpoint: '/api/v1/devices/{device_id}',
    path: '/api/v1/devices/pos-terminal-006',
    method: 'GET',
    typicalMs: 9,
  },
  { endpoint: '/api/v1/jobs', path: '/api/v1/jobs', method: 'POST', typicalMs: 45 },
] as const;

const statuses = [200, 200, 200, 200, 200, 200, 200, 200, 404, 500] as const;

/** Requests to the API of a retailer over the last week. */
export function createRequests(atMs: number, random: Random): SampleRecord[] {
  return Array.from({ length: 400 }, () => {
    const { endpoint, path, method, typicalMs } = choose(random, routes);
    const status = choose(random, statuses);
    return {
      timestamp: before(atMs, Math.floor(random() * week)),
      endpoint,
      path,
      method,
      status_code: status,
      response_time_ms: around(random, typicalMs * (status === 500 ? 6 : 1), typicalMs / 2),
      user_id: choose(random, people),
      ip_address: '192.0.2.10',
      user_agent: 'sample/1.0',
      error_message: status === 500 ? 'Connection timeout' : null,
      request_size_bytes: method === 'POST' ? 312 : 0,
      response_size_bytes: wholeNumber(random, 200, 6_000),
      service: 'sample-shop',
    };
  });
}

const activities = [
  { activity_type: 'page_view', page_url: '/dashboard', duration_ms: 3_500 },
  { activity_type: 'page_view', page_url: '/dashboard/sites/site-001', duration_ms: 5_200 },
  { activity_type: 'click', page_url: '/dashboard', element_id: 'create-job' },
  { activity_type: 'search', page_url: '/devices', search_query: 'terminal 6', results_count: 1 },
  { activity_type: 'search', page_url: '/devices', search_query: 'printer', results_count: 0 },
  { activity_type: 'form_submit', page_url: '/jobs/new', element_id: 'job-form' },
] as const;

/** What three people did at their screens over the last week. */
export function createActivities(atMs: number, random: Random): SampleRecord[] {
  return Array.from({ length: 120 }, () => {
    const person = choose(random, people);
    return {
      ...choose(random, activities),
      timestamp: before(atMs, Math.floor(random() * week)),
      user_id: person,
      session_id: `sample-session-${person}`,
    };
  });
}

const tools = [
  { bcp_name: 'fleet', tool_name: 'list_devices', operation: 'read' },
  { bcp_name: 'fleet', tool_name: 'restart_device', operation: 'execute' },
  { bcp_name: 'insight', tool_name: 'error_trends', operation: 'read' },
] as const;

/** Calls of tools by an agent over the last week. */
export function createToolUsage(atMs: number, random: Random): SampleRecord[] {
  return Array.from({ length: 80 }, () => {
    const agoMs = Math.floor(random() * week) + minuteMs;
    const outcome = choose(random, ['ok', 'ok', 'ok', 'ok', 'tool_error', 'timeout'] as const);
    return {
      ...choose(random, tools),
      timestamp: before(atMs, agoMs),
      start_time: before(atMs, agoMs),
      end_time: before(atMs, agoMs - wholeNumber(random, 20, 2_400)),
      user_id: choose(random, people),
      session_id: 'sample-agent',
      success: outcome === 'ok',
      outcome,
      error_message: outcome === 'ok' ? null : 'The device did not answer',
      client_name: 'sample-agent',
      client_version: '1.0.0',
    };
  });
}

const metricNames = ['checkout_seconds', 'queue_length', 'basket_items'] as const;

/** Named numbers of each site, hour by hour over the last day. */
export function createPerformanceMetrics(atMs: number, random: Random): SampleRecord[] {
  return ['site-001', 'site-002'].flatMap((site) =>
    metricNames.flatMap((metric_name) =>
      Array.from({ length: 24 }, (_, hour) => ({
        timestamp: before(atMs, (hour + 1) * hourMs),
        metric_name,
        metric_value: around(random, 12, 6),
        labels: { site },
        aggregation_period: '1h',
      })),
    ),
  );
}
