import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import type { Client } from './index.ts';
import { ClientError, createClient } from './index.ts';

interface Heard {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Answer = (heard: Heard, response: ServerResponse, count: number) => void;

const closings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

/** A server on the loopback that answers as told. */
async function startServer(
  answer: Answer,
): Promise<{ client: Client; heard: Heard[]; url: string }> {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    heard.push({ method, url, headers, body: (await buffer(request)).toString() });
    answer(heard[heard.length - 1] as Heard, response, heard.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closings.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return { client: createClient({ url, key: 'the-key' }), heard, url };
}

const json = (response: ServerResponse, status: number, body: unknown, headers = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

const retry = { attemptsMax: 4, pauseMs: 5, pauseMsMax: 20 };
const answered = {
  batch_id: 'b',
  accepted: 1,
  filtered: 0,
  duplicate: 0,
  quarantined: 0,
  rejected: [],
};

test('a list is read page by page, with the filters on every page and the cursor between them', async () => {
  const { client, heard } = await startServer((request, response) => {
    const cursor = new URL(request.url ?? '', 'http://x').searchParams.get('cursor');
    if (cursor === null) json(response, 200, { data: [{ id: 1 }, { id: 2 }], next_cursor: 'c2' });
    else json(response, 200, { data: [{ id: 3 }], next_cursor: null });
  });
  const ids: unknown[] = [];
  const list = client.list('api_request_logs', { status_code: [500, 502], limit: 2 });
  for await (const row of list.rows()) ids.push(row.id);
  expect(ids).toEqual([1, 2, 3]);
  expect(heard.map((request) => request.url)).toEqual([
    '/api/v1/analytics/requests?limit=2&status_code=500&status_code=502',
    '/api/v1/analytics/requests?limit=2&status_code=500&status_code=502&cursor=c2',
  ]);
  expect(heard[0]?.headers.authorization).toBe('Bearer the-key');
});

test('a list that is left early asks for no further page', async () => {
  const { client, heard } = await startServer((_, response) =>
    json(response, 200, { data: [{ id: 1 }], next_cursor: 'more' }),
  );
  for await (const _row of client.list('requests').rows()) break;
  expect(heard).toHaveLength(1);
});

test('after 429 and 503 the same batch is sent again with the same id', async () => {
  const { client, heard } = await startServer((_, response, count) => {
    if (count < 3)
      json(
        response,
        count === 1 ? 429 : 503,
        { code: 'overloaded', detail: 'later' },
        { 'retry-after': '0' },
      );
    else json(response, 200, answered);
  });
  const answer = await client.ingest('error_logs', [{ a: 1 }], { retry });
  expect(answer.accepted).toBe(1);
  expect(heard).toHaveLength(3);
  expect(new Set(heard.map((request) => request.headers['idempotency-key'])).size).toBe(1);
  expect(new Set(heard.map((request) => request.body))).toEqual(new Set(['[{"a":1}]']));
});

test('after a lost connection the same batch is sent again with the same id', async () => {
  const { client, heard } = await startServer((_, response, count) => {
    if (count === 1) response.destroy();
    else json(response, 200, answered);
  });
  await client.ingest('error_logs', [{}], { retry, batchId: 'mine', historical: true });
  expect(heard.map((request) => request.headers['idempotency-key'])).toEqual(['mine', 'mine']);
  expect(heard[1]?.url).toBe('/api/v1/ingest/error_logs?historical=true');
});

test('an answer that is cut off is a lost connection, and the batch is sent again', async () => {
  const { client, heard } = await startServer((_, response, count) => {
    if (count > 1) return json(response, 200, answered);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
    response.write('{"batch_id":');
    setTimeout(() => response.destroy(), 20);
  });
  const answer = await client.ingest('error_logs', [{}], { retry });
  expect([answer.accepted, heard.length]).toEqual([1, 2]);
});

test('a batch is not sent for ever: after the last attempt its error is thrown', async () => {
  const { client, heard } = await startServer((_, response) =>
    json(
      response,
      503,
      { code: 'spool_full', detail: 'full', request_id: 'r1' },
      { 'retry-after': '0' },
    ),
  );
  await expect(client.ingest('error_logs', [{}], { retry })).rejects.toMatchObject({
    code: 'spool_full',
    status: 503,
    requestId: 'r1',
    retryAfterSeconds: 0,
  });
  expect(heard).toHaveLength(4);
});

test.each([400, 401, 403, 404, 413, 415, 422, 500])(
  'a batch refused with %i is not sent again',
  async (status) => {
    const { client, heard } = await startServer((_, response) => {
      const rejected = [{ index: 0, code: 'type_wrong', path: 'a', message: 'm' }];
      json(response, status, { code: 'batch_invalid', detail: 'No', path: 'records[0]', rejected });
    });
    const error: unknown = await client
      .ingest('error_logs', [{}], { retry })
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ClientError);
    expect(error).toMatchObject({
      code: 'batch_invalid',
      status,
      path: 'records[0]',
      detail: 'No',
    });
    expect((error as ClientError).problem.rejected).toHaveLength(1);
    expect(heard).toHaveLength(1);
  },
);

test('a call other than ingest is made once', async () => {
  const { client, heard } = await startServer((_, response) => json(response, 503, {}));
  await expect(client.request('GET', '/api/v1/keys')).rejects.toMatchObject({
    status: 503,
    code: 'unexpected',
  });
  expect(heard).toHaveLength(1);
});

test('nobody listening is an error that names the server', async () => {
  const client = createClient({ url: 'http://127.0.0.1:1' });
  await expect(client.request('GET', '/health/live')).rejects.toMatchObject({
    code: 'unreachable',
    status: 0,
    detail: expect.stringContaining('http://127.0.0.1:1'),
  });
});

test('a path is filled with encoded values, a prefix of the server is kept, bytes go as they are', async () => {
  const { client, heard } = await startServer((_, response) => response.writeHead(204).end());
  expect(
    await client.request('DELETE', '/api/v1/keys/{id}', { parameters: { id: 'a/b c' } }),
  ).toBeUndefined();
  expect(heard[0]?.url).toBe('/api/v1/keys/a%2Fb%20c');
  await expect(client.request('GET', '/api/v1/keys/{id}')).rejects.toThrow('{id}');
});

test('an aborted call is not mistaken for a lost connection', async () => {
  const { client, heard } = await startServer(() => undefined);
  const ending = new AbortController();
  setTimeout(() => ending.abort(), 30);
  const sent = client.ingest('error_logs', [{}], { retry, signal: ending.signal });
  await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
  expect(heard).toHaveLength(1);
});

test('a table without a list is told before anything is sent', () => {
  expect(() => createClient({ url: 'http://x' }).list('users')).toThrow('users');
});

test('a credential that is a function is asked at each call', async () => {
  const { url, heard } = await startServer((_, response) => json(response, 200, {}));
  const keys = ['first', 'second'];
  const client = createClient({ url, key: async () => keys.shift() });
  for (let i = 0; i < 3; i += 1) await client.request('GET', '/x');
  const shown = heard.map((request) => request.headers.authorization);
  expect(shown).toEqual(['Bearer first', 'Bearer second', undefined]);
});
