import { createHomepot, fromEnvironment } from '@homepot/sdk-node';
import type { FastifyRequest } from 'fastify';
import { fastify } from 'fastify';

const homepot = createHomepot({ ...fromEnvironment(), service: 'shop' });
homepot.captureUnhandled();

const people = new Map([['Bearer token-of-anna', 'anna']]);

const app = fastify();
await app.register(homepot.fastify, {
  user: ({ raw }: FastifyRequest) => people.get(raw.headers.authorization ?? ''),
});

app.get<{ Params: { orderId: string } }>('/orders/:orderId', async (request) => {
  return { order: request.params.orderId };
});
app.post('/orders/:orderId/pay', async () => {
  throw new Error('The bank does not answer');
});

await app.listen({ port: Number(process.argv[2] ?? 3000), host: '127.0.0.1' });
