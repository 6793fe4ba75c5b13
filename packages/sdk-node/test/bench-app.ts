import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import express from 'express';
import { fastify } from 'fastify';
import { Hono } from 'hono';
import type { Homepot } from '../src/index.ts';
import { createHomepot } from '../src/index.ts';

/**
 * An app that is measured: `node bench-app.ts FRAMEWORK URL`; without a URL it does not use the SDK.
 * It tells its port when it listens, and its processor time whenever it is asked.
 */
type Start = (homepot: Homepot | undefined, onPort: (port: number) => void) => void;

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;

const frameworks: Readonly<Record<string, Start>> = {
  fastify(homepot, onPort) {
    const app = fastify();
    const user = () => 'anna';
    if (homepot !== undefined) app.register(homepot.fastify, { user });
    app.get('/orders/:id', async (request) => request.params);
    app.listen({ port: 0, host: '127.0.0.1' }, () => onPort(portOf(app.server.address())));
  },
  express(homepot, onPort) {
    const app = express();
    if (homepot !== undefined) app.use(homepot.express({ user: () => 'anna' }));
    app.get('/orders/:id', (request, response) => void response.json(request.params));
    const server = app.listen(0, '127.0.0.1', () => onPort(portOf(server.address())));
  },
  hono(homepot, onPort) {
    const app = new Hono();
    if (homepot !== undefined) app.use(homepot.hono({ user: () => 'anna' }));
    app.get('/orders/:id', (context) => context.json({ id: context.req.param('id') }));
    serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => onPort(port));
  },
};

const [, , framework = '', url] = process.argv;
const homepot =
  url === undefined ? undefined : createHomepot({ url, key: 'hp_ingest_bench', service: 'bench' });

process.on('message', () => {
  const all = process.cpuUsage();
  const main = process.threadCpuUsage();
  process.send?.({
    allMicros: all.user + all.system,
    mainMicros: main.user + main.system,
    figures: homepot?.figures(),
  });
});
frameworks[framework]?.(homepot, (port) => process.send?.({ port }));
