import { expect, test } from 'vitest';
import { createLog, systemClock } from '../../kernel/index.ts';
import { createApp } from './app.ts';

/** The address that a request with this X-Forwarded-For seems to come from. */
async function addressOf(trustProxy: false | number | string[], forwardedFor: string) {
  const app = await createApp(
    {
      clock: systemClock,
      log: createLog('silent'),
      observers: [],
      resources: [(instance) => instance.get('/ip', (request) => ({ ip: request.ip }))],
    },
    { version: '1', trustProxy, rateLimitPerMinute: 100 },
  );
  const headers = { 'x-forwarded-for': forwardedFor };
  const answer = await app.inject({ url: '/ip', headers, remoteAddress: '10.0.0.1' });
  await app.close();
  return answer.json().ip;
}

test.each([
  [false, '10.0.0.1'],
  [1, '198.51.100.7'],
  [2, '203.0.113.1'],
  [['10.0.0.0/8'], '198.51.100.7'],
  [['loopback'], '10.0.0.1'],
] as const)('with %j what the sender wrote in front is not believed', async (proxies, address) => {
  const trustProxy = typeof proxies === 'object' ? [...proxies] : proxies;
  expect(await addressOf(trustProxy, '192.0.2.66, 203.0.113.1, 198.51.100.7')).toBe(address);
});
