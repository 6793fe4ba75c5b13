import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call } from './call.ts';
import type { House } from './house.ts';
import { startHouse } from './house.ts';

let house: House;
let cookie = '';

const analytics = '/api/v1/analytics';

async function listUntilFound(path: string): Promise<Record<string, unknown>[]> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await house.ask(path);
    expect(answer.status).toBe(200);
    const { data } = answer.body as { data: Record<string, unknown>[] };
    if (data.length > 0) return data;
    await pause(50);
  }
  return [];
}

beforeAll(async () => {
  house = await startHouse();
  const credentials = {
    username: 'anna',
    email: 'anna@example.com',
    password: 'a long pass phrase',
  };
  await call(`${house.url}/api/v1/auth/register`, { body: credentials });
  const answer = await call(`${house.url}/api/v1/auth/login`, { body: credentials });
  cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}, 60_000);
afterAll(() => house.close());

test('a page view and a search of a signed-in user, by cookie', async () => {
  const activities = [
    {
      activity_type: 'page_view',
      page_url: '/dashboard',
      session_id: 'browser-1',
      duration_ms: 1500,
    },
    {
      activity_type: 'search',
      page_url: '/dashboard',
      search_query: 'device status',
      extra_data: { results_count: 5 },
    },
  ];
  for (const body of activities) {
    const answer = await call(`${house.url}${analytics}/user-activity`, {
      body,
      headers: { cookie },
    });
    expect(answer.status).toBe(200);
  }
  const rows = await listUntilFound(`${analytics}/user-activities?activity_type=search`);
  expect(rows[0]).toMatchObject({ user_id: 'anna', search_query: 'device status' });
});

test('an error of a page without credentials', async () => {
  const answer = await call(`${house.url}${analytics}/error`, {
    body: {
      category: 'frontend',
      severity: 'error',
      error_message: 'x is not a function',
      stack_trace: 'TypeError: x is not a function\n    at render (app.js:10:5)',
      context: { url: 'http://localhost/dashboard', user_agent: 'Mozilla/5.0' },
    },
  });
  expect(answer.status).toBe(200);
  const [row] = await listUntilFound(`${analytics}/errors?category=frontend`);
  expect(row).toMatchObject({ error_message: 'x is not a function', resolved: false });
  expect(row?.fingerprint).toMatch(/^[\da-f]{64}$/);
});

test('a state change and a job outcome', async () => {
  const key = await house.createKey('ingest');
  const states = await call(`${house.url}${analytics}/device-state-change`, {
    key,
    body: {
      device_id: 'device-123',
      previous_state: 'online',
      new_state: 'offline',
      changed_by: 'system',
      reason: 'Network timeout',
      extra_data: { last_seen: '2025-12-01T10:00:00Z' },
    },
  });
  const outcomes = await call(`${house.url}${analytics}/job-outcome`, {
    key,
    body: {
      job_id: 'job-456',
      job_type: 'restart',
      device_id: 'device-123',
      status: 'success',
      duration_ms: 5000,
      initiated_by: 'user@example.com',
    },
  });
  expect([states.status, outcomes.status]).toEqual([200, 200]);
  await listUntilFound(`${analytics}/device-states?device_id=device-123`);
  await listUntilFound(`${analytics}/jobs?job_id=job-456`);
});

test.each([
  '/api/v1/metrics/api-performance?hours=24',
  '/api/v1/metrics/job-outcomes?hours=168&job_type=restart',
  '/api/v1/metrics/error-trends?hours=24&category=api',
  '/api/v1/metrics/device-state-history/device-123?hours=720',
])('GET %s', async (path) => {
  const answer = await house.ask(path);
  expect(answer.status).toBe(200);
  expect(JSON.stringify(answer.body)).not.toContain('null,null');
});

test.each([
  `${analytics}/requests?start_date=2025-12-01&end_date=2025-12-05`,
  `${analytics}/device-metrics?device_id=dev_001&start_date=2025-12-11`,
  `${analytics}/config-history`,
  `${analytics}/site-schedules`,
])('GET %s', async (path) => {
  const answer = await house.ask(path);
  expect(answer).toMatchObject({ status: 200, body: { data: [], next_cursor: null } });
});

test('the requests above are in the request log, with the real user', async () => {
  const rows = await listUntilFound(`${analytics}/requests?user_id=anna`);
  expect(rows[0]).toMatchObject({
    endpoint: `${analytics}/user-activity`,
    method: 'POST',
    service: 'homepot',
  });
});

test('a member may not read what administrators read', async () => {
  const answer = await call(`${house.url}${analytics}/requests`, { headers: { cookie } });
  expect(answer).toMatchObject({ status: 403, body: { code: 'not_allowed' } });
});
