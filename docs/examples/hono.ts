import { createHomepot, fromEnvironment } from '@homepot/sdk-node';
import { serve } from '@hono/node-server';
import type { Context } from 'hono';
import { Hono } from 'hono';

interface Env {
  Variables: { user: string | undefined };
}

const homepot = createHomepot({ ...fromEnvironment(), service: 'shop' });
homepot.captureUnhandled();

const app = new Hono<Env>();
app.use(homepot.hono({ user: (context: Context<Env>) => context.get('user') }));

const people = new Map([['Bearer token-of-anna', 'anna']]);
app.use(async (context, next) => {
  context.set('user', people.get(context.req.header('authorization') ?? ''));
  await next();
});

app.get('/orders/:orderId', (context) => context.json({ order: context.req.param('orderId') }));
app.post('/orders/:orderId/pay', () => {
  throw new Error('The bank does not answer');
});
app.onError((_error, context) => context.json({ error: 'Try again later' }, 500));

serve({ fetch: app.fetch, port: Number(process.argv[2] ?? 3000), hostname: '127.0.0.1' });
