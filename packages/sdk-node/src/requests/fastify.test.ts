import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import type { Opened } from '../../test/open-homepot.ts';
import { atEnd, openHomepot } from '../../test/open-homepot.ts';

async function open(
  build: (app: FastifyInstance, opened: Opened) => void,
): Promise<Opened & { url: string }> {
  const opened = await openHomepot();
  const app = fastify();
  await app.register(opened.homepot.fastify, {
    user: (request) => request.raw.headers['x-user'],
  });
  build(app, opened);
  await app.listen({ host: '127.0.0.1', port: 0 });
  atEnd(() => app.close());
  const { port } = app.server.address() as AddressInfo;
  return { ...opened, url: `http://127.0.0.1:${port}` };
}

async function* slowly(...pieces: readonly string[]) {
  for (const piece of pieces) {
    await pause(20);
    yield Buffer.from(piece);
  }
}

test('a request is told with the template of its route, its user, its sizes and its id', async () => {
  const { url, rows } = await open((app) => {
    app.post('/orders/:id', async (request) => ({ got: (request.params as { id: string }).id }));
  });
  const answer = await fetch(`${url}/orders/17?secret=x`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-user': 'anna',
      'x-request-id': 'request-1',
      'user-agent': 'till/2',
    },
    body: '{"a":1}',
  });
  const text = await answer.text();
  const [row] = await rows('api_request_logs');
  expect(row).toEqual({
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    endpoint: '/orders/{id}',
    path: '/orders/17',
    method: 'POST',
    status_code: 200,
    response_time_ms: expect.any(Number),
    user_id: 'anna',
    ip_address: '127.0.0.1',
    user_agent: 'till/2',
    request_size_bytes: 7,
    response_size_bytes: text.length,
    request_id: 'request-1',
    service: 'shop',
  });
});

test('routes of a plugin under a prefix, patterns and wildcards have their whole template', async () => {
  const { url, rows } = await open((app) => {
    app.register(
      async (scope) => {
        scope.get('/:shop/items/:id(^\\d+)', async () => 'x');
        scope.get('/files/*', async () => 'x');
      },
      { prefix: '/api/v1' },
    );
  });
  await fetch(`${url}/api/v1/berlin/items/5`);
  await fetch(`${url}/api/v1/files/a/b`);
  const told = await rows('api_request_logs');
  expect(told.map((row) => row.endpoint)).toEqual(['/api/v1/{shop}/items/{id}', '/api/v1/files/*']);
});

test('what no route takes has one name, whatever its path', async () => {
  const { url, rows } = await open(() => undefined);
  for (const path of ['a', 'b', 'c/d']) await fetch(`${url}/${path}`);
  const told = await rows('api_request_logs');
  expect(told.map((row) => [row.endpoint, row.status_code])).toEqual(
    Array.from({ length: 3 }, () => ['(no route)', 404]),
  );
});

test('an error of a request, and one that its handler captures, share its id, route and user', async () => {
  const { url, rows, homepot } = await open((app, { homepot: own }) => {
    app.post('/pay/:id', async () => {
      await pause(5);
      own.captureError(new RangeError('too much'), { severity: 'warning' });
      throw new Error('the bank is away');
    });
  });
  await fetch(`${url}/pay/3`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-user': 'ben' },
    // It comes later, in an event of the connection.
    body: Readable.toWeb(Readable.from(slowly('{', '}'))) as ReadableStream,
    duplex: 'half',
  } as RequestInit);
  const [request] = await rows('api_request_logs');
  expect(request).toMatchObject({ status_code: 500, error_message: 'the bank is away' });
  const errors = await rows('error_logs');
  const shared = { endpoint: '/pay/{id}', user_id: 'ben', request_id: request?.request_id };
  expect(errors.find((row) => row.severity === 'warning')).toMatchObject({
    ...shared,
    error_message: 'too much',
    error_code: 'RangeError',
  });
  expect(errors.find((row) => row.severity === 'error')).toMatchObject({
    ...shared,
    category: 'api',
    error_message: 'the bank is away',
    stack_trace: expect.stringContaining('fastify.test.ts'),
  });
  expect(homepot.figures()).toMatchObject({ received: 3, sent: 3, dropped: 0, waiting: 0 });
});

test('an app with an error handler of its own keeps it, and the error is told', async () => {
  const { url, rows } = await open((app) => {
    app.setErrorHandler((_error, _request, reply) => reply.code(503).send({ own: true }));
    app.get('/x', async () => {
      throw new Error('no');
    });
  });
  const answer = await fetch(`${url}/x`);
  expect([answer.status, await answer.json()]).toEqual([503, { own: true }]);
  expect((await rows('api_request_logs'))[0]).toMatchObject({
    status_code: 503,
    error_message: 'no',
  });
});

test('streams are counted and not held: a body without a length, an answer in pieces', async () => {
  const { url, rows } = await open((app) => {
    app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    app.post('/upload', async (request: FastifyRequest) => {
      let bytes = 0;
      for await (const chunk of request.body as Readable) bytes += (chunk as Buffer).length;
      return Readable.from([Buffer.alloc(bytes, 97), 'äö']);
    });
  });
  const body = Readable.from([Buffer.alloc(100_000), Buffer.alloc(23)]);
  const answer = await fetch(`${url}/upload`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: Readable.toWeb(body) as ReadableStream,
    duplex: 'half',
  } as RequestInit);
  expect((await answer.arrayBuffer()).byteLength).toBe(100_027);
  const [row] = await rows('api_request_logs');
  expect(row).toMatchObject({ request_size_bytes: 100_023, response_size_bytes: 100_027 });
});

test('a client that goes away in the middle is told as such, once', async () => {
  const { url, rows } = await open((app) => {
    app.get('/slow', async (_request, reply) => {
      reply.raw.write('begin');
      await pause(200);
      return reply;
    });
  });
  const call = httpRequest(`${url}/slow`);
  call.on('error', () => undefined);
  call.end();
  await once(call, 'response');
  call.destroy();
  await expect
    .poll(() => rows('api_request_logs'))
    .toMatchObject([{ endpoint: '/slow', status_code: 499, response_size_bytes: 5 }]);
});

test('HEAD has no body, and closing the app sends what waits', async () => {
  const opened = await openHomepot();
  const app = fastify();
  app.register(opened.homepot.fastify);
  app.get('/x', async () => 'some text');
  await app.inject({ method: 'HEAD', url: '/x' });
  await app.close();
  expect(opened.collector.rows('api_request_logs')).toMatchObject([
    { method: 'HEAD', endpoint: '/x', response_size_bytes: 0 },
  ]);
});
