import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import type { Context } from 'hono';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { Opened } from '../../test/open-homepot.ts';
import { atEnd, openHomepot } from '../../test/open-homepot.ts';

interface Env {
  Variables: { user?: string };
}

async function open(
  build: (app: Hono<Env>, opened: Opened) => void,
): Promise<Opened & { url: string }> {
  const opened = await openHomepot();
  const app = new Hono<Env>();
  app.use(opened.homepot.hono({ user: (context: Context<Env>) => context.get('user') }));
  app.use(async (context, next) => {
    context.set('user', context.req.header('x-user'));
    await next();
  });
  build(app, opened);
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  atEnd(async () => void server.close());
  const { port } = server.address() as AddressInfo;
  return { ...opened, url: `http://127.0.0.1:${port}` };
}

test('a request is told with the template of its route, its user, its sizes and its id', async () => {
  const { url, rows } = await open((app) => {
    app.post('/orders/:id{[0-9]+}', async (context) =>
      context.json({ id: context.req.param('id'), body: await context.req.json() }),
    );
  });
  const answer = await fetch(`${url}/orders/17?x=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-user': 'anna', 'x-request-id': 'r-1' },
    body: '{"a":1}',
  });
  const text = await answer.text();
  expect((await rows('api_request_logs'))[0]).toMatchObject({
    endpoint: '/orders/{id}',
    path: '/orders/17',
    method: 'POST',
    status_code: 200,
    user_id: 'anna',
    ip_address: '127.0.0.1',
    request_size_bytes: 7,
    response_size_bytes: text.length,
    request_id: 'r-1',
    service: 'shop',
  });
});

test('sub-apps have their whole template; what no route takes has one name', async () => {
  const { url, rows } = await open((app) => {
    const items = new Hono();
    items.use('*', async (_context, next) => next());
    items.get('/', (context) => context.text('x'));
    items.get('/:id', (context) => context.text('x'));
    items.onError((_error, context) => context.text('own', 500));
    app.route('/shops/:shop/items', items);
    app.get('/static/*', (context) => context.text('x'));
  });
  for (const path of [
    '/shops/b/items',
    '/shops/b/items/5',
    '/static/a/b',
    '/nowhere',
    '/shops/b/items/5/6',
  ]) {
    await fetch(url + path);
  }
  const told = await rows('api_request_logs');
  expect(told.map((row) => row.endpoint)).toEqual([
    '/shops/{shop}/items',
    '/shops/{shop}/items/{id}',
    '/static/*',
    '(no route)',
    '(no route)',
  ]);
});

test('an error is told with its message, and shares its id with what was captured', async () => {
  const { url, rows } = await open((app, { homepot }) => {
    app.get('/pay/:id', async () => {
      await pause(5);
      homepot.captureError(new Error('on the way'));
      throw new Error('the bank is away');
    });
    app.onError((_error, context) => context.text('sorry', 500));
  });
  await fetch(`${url}/pay/3`, { headers: { 'x-user': 'ben' } });
  const [request] = await rows('api_request_logs');
  expect(request).toMatchObject({ status_code: 500, error_message: 'the bank is away' });
  const errors = await rows('error_logs');
  expect(errors.map((row) => row.error_message)).toEqual(['on the way', 'the bank is away']);
  for (const row of errors) {
    const shared = { endpoint: '/pay/{id}', user_id: 'ben', request_id: request?.request_id };
    expect(row).toMatchObject(shared);
  }
});

test('streams are counted, and a client that goes away is told as such', async () => {
  const pieces = (end: boolean) =>
    new ReadableStream({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode('begin'));
        await pause(20);
        if (end) controller.close();
      },
    });
  const { url, rows } = await open((app) => {
    app.get('/stream', (context) => context.body(pieces(true)));
    app.get('/slow', (context) => context.body(pieces(false)));
  });
  await (await fetch(`${url}/stream`)).text();
  const call = httpRequest(`${url}/slow`);
  call.on('error', () => undefined);
  call.end();
  await once(call, 'response');
  call.destroy();
  await expect
    .poll(() => rows('api_request_logs'))
    .toMatchObject([
      { endpoint: '/stream', status_code: 200, response_size_bytes: 5 },
      { endpoint: '/slow', status_code: 499 },
    ]);
});
