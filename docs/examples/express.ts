import { createHomepot, fromEnvironment } from '@homepot/sdk-node';
import type { Request } from 'express';
import express, { Router } from 'express';

const homepot = createHomepot({ ...fromEnvironment(), service: 'shop' });
homepot.captureUnhandled();

const app = express();
app.use(homepot.express({ user: (request: Request) => request.res?.locals.user }));
app.use(express.json());

const people = new Map([['Bearer token-of-anna', 'anna']]);
app.use((request, response, next) => {
  response.locals.user = people.get(request.headers.authorization ?? '');
  next();
});

const orders = Router({ mergeParams: true });
orders.get('/:orderId', (request, response) => {
  response.json({ order: request.params.orderId });
});
orders.post('/:orderId/pay', () => {
  throw new Error('The bank does not answer');
});
app.use('/shops/:shopId/orders', orders);

app.use(homepot.expressErrors);
app.listen(Number(process.argv[2] ?? 3000), '127.0.0.1');
