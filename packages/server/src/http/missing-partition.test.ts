import type { Route } from '@homepot/catalogue';
import { fastify } from 'fastify';
import { Type } from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/test-database.ts';
import { createTestDatabase } from '../../test/test-database.ts';
import { bindRoute } from './bind-route.ts';

let testDatabase: TestDatabase;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
});
afterAll(() => testDatabase.drop());

const storeRow = {
  operation: 'storeRow',
  method: 'PUT',
  path: '/rows/{day}',
  resource: 'tables',
  summary: 'Store a row',
  callers: ['anonymous'],
  parameters: Type.Object({ day: Type.String() }),
  response: Type.Object({}),
} as const satisfies Route;

test('a row without a partition is told as that, and not as a database that is away', async () => {
  const app = fastify();
  const told: unknown[] = [];
  app.addHook('onRequest', async (request) => {
    request.log = { ...request.log, error: (found: unknown) => told.push(found) } as never;
  });
  const authenticator = { authenticate: async () => ({ kind: 'anonymous' }) as const };
  bindRoute(app, storeRow, { authenticator }, async ({ parameters }) => {
    await testDatabase.database.query(
      `INSERT INTO device_metrics ("timestamp", received_at, provenance, device_id)
       VALUES ($1, now(), 'real', 'a')`,
      [parameters.day],
    );
    return {};
  });
  const answers = await Promise.all(
    ['1999-01-01', '2999-01-01'].map((day) => app.inject({ method: 'PUT', url: `/rows/${day}` })),
  );
  for (const answer of answers) {
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.json()).toMatchObject({
      code: 'partition_missing',
      detail: expect.stringMatching(
        /^The table device_metrics has no partition for the time of a row\. The database is there/,
      ),
    });
  }
  // Somebody is to look at it: it should not happen.
  expect(told).toHaveLength(2);
  await app.close();
});
