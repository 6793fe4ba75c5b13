import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectToProgram, connectToUrl } from '../../../packages/sdk-node/test/mcp-clients.ts';
import type { House } from '../house.ts';
import { startHouse } from '../house.ts';
import type { Target } from './start-example.ts';
import { environmentOf, examplePath, runExample, startExample } from './start-example.ts';

type Row = Readonly<Record<string, unknown>>;

let house: House;
let target: Target;

beforeAll(async () => {
  house = await startHouse({ ANALYTICS_ENABLED: 'false' });
  target = { url: house.url, key: await house.createKey('ingest') };
}, 60_000);
afterAll(() => house.close());

/** The rows of a list, oldest first, once there are so many. */
async function readRows(path: string, count: number): Promise<readonly Row[]> {
  let data: readonly Row[] = [];
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const separator = path.includes('?') ? '&' : '?';
    const answer = await house.ask(`/api/v1/analytics/${path}${separator}order=asc`);
    expect(answer.status).toBe(200);
    ({ data } = answer.body as { data: readonly Row[] });
    if (data.length >= count) break;
    await pause(50);
  }
  expect(data).toHaveLength(count);
  return data;
}

const apps = [
  ['fastify', '/orders', '/orders'],
  ['express', '/shops/berlin/orders', '/shops/{shopId}/orders'],
  ['hono', '/orders', '/orders'],
] as const;

test.each(apps)(
  'docs/examples/%s.ts: its requests and its error arrive as they were',
  async (name, path, template) => {
    const since = new Date().toISOString();
    const example = await startExample(name, target);
    const headers = { authorization: 'Bearer token-of-anna', 'user-agent': 'till/2' };
    const found = await fetch(`${example.url}${path}/17`, { headers });
    const body = await found.text();
    const failed = await fetch(`${example.url}${path}/17/pay`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'x-request-id': `pay-${name}` },
      body: '{}',
    });
    expect([found.status, failed.status]).toEqual([200, 500]);
    expect(await example.stop()).toBe('SIGTERM');
    // The first one is the look whether it listens.
    const [, get, pay] = await readRows(`requests?service=shop&start_date=${since}`, 3);
    expect(get).toMatchObject({
      endpoint: `${template}/{orderId}`,
      path: `${path}/17`,
      method: 'GET',
      status_code: 200,
      user_id: 'anna',
      ip_address: '127.0.0.1',
      user_agent: 'till/2',
      response_size_bytes: body.length,
      provenance: 'real',
    });
    expect(pay).toMatchObject({
      endpoint: `${template}/{orderId}/pay`,
      method: 'POST',
      status_code: 500,
      error_message: 'The bank does not answer',
      request_size_bytes: 2,
      request_id: `pay-${name}`,
    });
    const [error] = await readRows(`errors?start_date=${since}`, 1);
    expect(error).toMatchObject({
      category: 'api',
      severity: 'error',
      error_message: 'The bank does not answer',
      endpoint: `${template}/{orderId}/pay`,
      user_id: 'anna',
      request_id: `pay-${name}`,
      context: { service: 'shop' },
    });
    expect(error?.stack_trace).toContain(`examples/${name}.ts`);
  },
);

const call = { bcp_name: 'stock', tool_name: 'articles', operation: 'count' };

async function expectToolRows(since: string, version: RegExp): Promise<readonly Row[]> {
  const [good, bad, wrong] = await readRows(`tool-usage?start_date=${since}`, 3);
  const caller = { client_name: 'assistant', client_version: '3.2.1' };
  expect(good).toMatchObject({
    ...call,
    ...caller,
    parameters: { operation: 'string', article: 'string' },
    success: true,
    outcome: 'ok',
    protocol_version: expect.stringMatching(version),
  });
  expect(Number(good?.request_bytes)).toBeGreaterThan(50);
  expect(Number(good?.response_bytes)).toBeGreaterThan(20);
  expect(bad).toMatchObject({
    ...call,
    success: false,
    outcome: 'tool_error',
    error_message: 'This article is not in stock',
  });
  expect(wrong).toMatchObject({ tool_name: 'articles', success: false, outcome: 'protocol_error' });
  const errors = await readRows(`errors?category=tool&start_date=${since}`, 2);
  expect(errors[0]).toMatchObject({
    severity: 'error',
    error_message: 'This article is not in stock',
    tool_context: { ...call, parameters: { operation: 'string', article: 'string' } },
  });
  expect(errors[1]).toMatchObject({ severity: 'warning', tool_context: { tool_name: 'articles' } });
  return errors;
}

const calls = [
  { operation: 'count', article: 'apple' },
  { operation: 'count', article: 'pear' },
  { operation: 'burn' },
];

test('docs/examples/mcp-v1.ts: calls of its tools arrive, though it ends with its client', async () => {
  const since = new Date().toISOString();
  const { PATH = '', HOMEPOT_URL = '', HOMEPOT_KEY = '' } = environmentOf(target);
  const client = await connectToProgram([process.execPath, examplePath('mcp-v1')], {
    PATH,
    HOMEPOT_URL,
    HOMEPOT_KEY,
  });
  for (const given of calls) await client.call('articles', given);
  await client.close();
  await expectToolRows(since, /^2025-/);
});

test('docs/examples/mcp-v2.ts: calls of its tools arrive, with the request around them', async () => {
  const since = new Date().toISOString();
  const example = await startExample('mcp-v2', target);
  const client = await connectToUrl(`${example.url}/mcp`, 'auto');
  for (const given of calls) await client.call('articles', given);
  await client.close();
  await example.stop();
  const errors = await expectToolRows(since, /^2026-/);
  // Discovery of the server, and three calls.
  const requests = await readRows('requests?service=stock&endpoint=/mcp', 4);
  expect(requests.map((row) => row.request_id)).toContain(errors[0]?.request_id);
});

test('docs/examples/any-tool.ts: any function is a tool', async () => {
  const since = new Date().toISOString();
  expect(await runExample('any-tool', target)).toEqual({ code: 0, output: '' });
  const rows = await readRows(`tool-usage?bcp_name=prices&start_date=${since}`, 2);
  const known = {
    tool_name: 'price-of',
    operation: 'call',
    user_id: 'anna',
    session_id: 'session-1',
  };
  expect(rows).toMatchObject([
    { ...known, outcome: 'ok', parameters: { article: 'string' } },
    { ...known, outcome: 'tool_error', error_message: 'This article has no price' },
  ]);
});
