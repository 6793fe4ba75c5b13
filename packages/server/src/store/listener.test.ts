import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/test-database.ts';
import { createTestDatabase } from '../../test/test-database.ts';
import { createLog, systemClock } from '../kernel/index.ts';
import { createListener } from './listener.ts';

let scratch: TestDatabase;
beforeAll(async () => {
  scratch = await createTestDatabase();
});
afterAll(() => scratch.drop());

const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await pause(20);
};

test('notifications are heard, also after the connection was lost', async () => {
  let heard = 0;
  const listener = createListener({
    connectionString: scratch.connectionString,
    channel: 'test_channel',
    onNotified: () => {
      heard += 1;
    },
    clock: systemClock,
    log: createLog('silent'),
  });
  await listener.look();
  expect(listener.isListening()).toBe(true);
  // What came before it listened was missed, so it says that there may be something.
  expect(heard).toBe(1);
  await scratch.database.query(`SELECT pg_notify('test_channel', '')`);
  await until(() => heard === 2);
  await scratch.database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'homepot listener'
       AND datname = current_database()`,
  );
  await until(() => !listener.isListening());
  await until(async () => {
    await listener.look();
    return listener.isListening();
  });
  await scratch.database.query(`SELECT pg_notify('test_channel', '')`);
  await until(() => heard === 4);
  await listener.stop();
  await listener.look();
  expect(listener.isListening()).toBe(false);
});

test('a database that is not there is tried again and breaks nothing', async () => {
  const listener = createListener({
    connectionString: 'postgres://nobody@127.0.0.1:1/none',
    channel: 'test_channel',
    onNotified: () => undefined,
    clock: systemClock,
    log: createLog('silent'),
  });
  await listener.look();
  expect(listener.isListening()).toBe(false);
  await listener.stop();
});
