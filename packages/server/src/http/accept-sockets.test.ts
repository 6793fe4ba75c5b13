import { followOverSocket } from '@homepot/catalogue';
import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { acceptSockets } from './accept-sockets.ts';

test('a socket that the contract does not declare cannot be bound', async () => {
  const app = fastify();
  await acceptSockets(app);
  const handler = () => undefined;
  expect(() => app.route({ method: 'GET', url: '/secret', handler, wsHandler: handler })).toThrow(
    'no socket at /secret',
  );
  expect(() => app.get('/other', { websocket: true }, handler)).toThrow('no socket at /other');
  const config = { route: { ...followOverSocket, socket: undefined } };
  expect(() =>
    app.route({ method: 'GET', url: '/third', config, handler, wsHandler: handler }),
  ).toThrow('no socket at /third');
  await app.close();
});
