import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { isFromThisMachine } from './from-this-machine.ts';

const ask = async (headers: Record<string, string>) => {
  const app = fastify();
  app.get('/', (request) => ({ own: isFromThisMachine(request) }));
  const answer = await app.inject({ url: '/', headers });
  await app.close();
  return answer.json().own;
};

test.each(['localhost', 'LOCALHOST:8000', '127.0.0.1:80', '[::1]:8000', '[::1]'])(
  'a call to %s is from this machine',
  async (host) => {
    expect(await ask({ host })).toBe(true);
  },
);

test.each<Record<string, string>>([
  { host: 'pot.example' },
  { host: 'localhost.pot.example' },
  { host: 'localhost', via: '1.1 proxy' },
  { host: 'localhost', forwarded: 'for=192.0.2.1' },
  { host: 'localhost', 'x-forwarded-for': '127.0.0.1' },
  { host: 'localhost', 'x-forwarded-host': 'localhost' },
  { host: 'localhost', 'x-real-ip': '127.0.0.1' },
])('a call with %j is not', async (headers) => {
  expect(await ask(headers)).toBe(false);
});
