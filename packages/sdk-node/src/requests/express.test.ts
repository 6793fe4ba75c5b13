import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Express, Request } from 'express';
import express, { Router } from 'express';
import { expect, test } from 'vitest';
import type { Opened } from '../../test/open-homepot.ts';
import { atEnd, openHomepot } from '../../test/open-homepot.ts';

async function open(
  build: (app: Express, opened: Opened) => void,
): Promise<Opened & { url: string }> {
  const opened = await openHomepot();
  const app = express();
  app.set('env', 'test');
  app.use(
    opened.homepot.express({ user: (request: IncomingMessage) => request.headers['x-user'] }),
  );
  build(app, opened);
  app.use(opened.homepot.expressErrors);
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { ...opened, url: `http://127.0.0.1:${port}` };
}

const endpoints = async (opened: Opened) =>
  (await opened.rows('api_request_logs')).map((row) => row.endpoint);

test('a request is told with the template of its route, its user, its sizes and its id', async () => {
  const opened = await open((app) => {
    app.use(express.json());
    app.post('/orders/:id', (request: Request, response) => {
      response.json({ got: request.params.id, body: request.body });
    });
  });
  const answer = await fetch(`${opened.url}/orders/17?token=x`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-user': 'anna',
      'x-request-id': 'not a plain id',
      'user-agent': 'till/2',
    },
    body: '{"a":1}',
  });
  const text = await answer.text();
  const [row] = await opened.rows('api_request_logs');
  expect(row).toMatchObject({
    endpoint: '/orders/{id}',
    path: '/orders/17',
    method: 'POST',
    status_code: 200,
    user_id: 'anna',
    ip_address: '127.0.0.1',
    user_agent: 'till/2',
    request_size_bytes: 7,
    response_size_bytes: text.length,
    request_id: expect.stringMatching(/^[\da-f]{8}-/),
  });
});

test('mounted routers, with parameters too, and sub-apps have their whole template', async () => {
  const opened = await open((app) => {
    const items = Router({ mergeParams: true });
    items.get('/', (_request, response) => void response.send('x'));
    items.get('/:id{/:part}', (_request, response) => void response.send('x'));
    const shops = Router();
    shops.use('/:shop/items', items);
    shops.get('/:shop/fails/:id', () => {
      throw new Error('no');
    });
    app.use('/api/shops', shops);
    const sub = express();
    sub.get('/reports/*file', (_request, response) => void response.send('x'));
    app.use('/admin/:tenant', sub);
  });
  for (const path of [
    '/api/shops/berlin/items',
    '/api/shops/berlin/items/5',
    '/api/shops/a%20b/items/5/6',
    '/admin/acme/reports/2026/07.pdf',
    '/api/shops/berlin/fails/5',
  ]) {
    expect((await fetch(opened.url + path)).status).toBe(path.includes('fails') ? 500 : 200);
  }
  expect(await endpoints(opened)).toEqual([
    '/api/shops/{shop}/items',
    '/api/shops/{shop}/items/{id}/{part}',
    '/api/shops/{shop}/items/{id}/{part}',
    '/admin/{tenant}/reports/{file}',
    '/api/shops/{shop}/fails/{id}',
  ]);
});

test('what no route takes has one name', async () => {
  const opened = await open(() => undefined);
  for (const path of ['/a', '/b/c']) await fetch(opened.url + path);
  expect(await endpoints(opened)).toEqual(['(no route)', '(no route)']);
});

test('an error of a request is told with its message, and shares its id with what was captured', async () => {
  const opened = await open((app, { homepot }) => {
    app.use(express.json());
    app.post('/pay/:id', async () => {
      await pause(5);
      homepot.captureError(new Error('on the way'));
      throw Object.assign(new Error('duplicate key'), { code: '23505', severity: 'ERROR' });
    });
  });
  const answer = await fetch(`${opened.url}/pay/3`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-user': 'ben' },
    body: '{}',
  });
  expect(answer.status).toBe(500);
  const [request] = await opened.rows('api_request_logs');
  expect(request).toMatchObject({ status_code: 500, error_message: 'duplicate key' });
  const errors = await opened.rows('error_logs');
  const shared = { endpoint: '/pay/{id}', user_id: 'ben', request_id: request?.request_id };
  expect(errors.map((row) => row.error_message)).toEqual(['on the way', 'duplicate key']);
  expect(errors[0]).toMatchObject(shared);
  expect(errors[1]).toMatchObject({ ...shared, category: 'database', error_code: '23505' });
});

test('an error of the client is no error of the service', async () => {
  const opened = await open((app) => {
    app.get('/teapot', () => {
      throw Object.assign(new Error('short and stout'), { status: 418 });
    });
  });
  await fetch(`${opened.url}/teapot`);
  expect(await opened.rows('api_request_logs')).toMatchObject([{ status_code: 418 }]);
  expect(await opened.rows('error_logs')).toEqual([]);
});

test('streams are counted; a client that leaves a stream of events ends it as one does', async () => {
  const opened = await open((app) => {
    app.get('/events', (_request, response) => {
      response.setHeader('content-type', 'text/event-stream');
      response.write('data: 1\n\n');
    });
    app.get('/slow', (_request, response) => void response.write('begin'));
  });
  for (const path of ['/events', '/slow']) {
    const call = httpRequest(opened.url + path);
    call.on('error', () => undefined);
    call.end();
    await once(call, 'response');
    call.destroy();
  }
  await expect
    .poll(() => opened.rows('api_request_logs'))
    .toMatchObject([
      { endpoint: '/events', status_code: 200, response_size_bytes: 9 },
      { endpoint: '/slow', status_code: 499, response_size_bytes: 5 },
    ]);
});
