import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/test-database.ts';
import { createTestDatabase } from '../../test/test-database.ts';
import { createLog } from '../kernel/index.ts';
import type { Database } from './database.ts';
import { createDatabase } from './database.ts';
import { requireServer } from './require-server.ts';

let scratch: TestDatabase;
beforeAll(async () => {
  scratch = await createTestDatabase();
});
afterAll(() => scratch.drop());

async function messageOf(connectionString: string): Promise<string> {
  const database = createDatabase({
    connectionString,
    connectionsMax: 1,
    log: createLog('silent'),
  });
  const error = await requireServer(database, connectionString).catch((thrown: unknown) => thrown);
  await database.stop();
  return error instanceof Error ? error.message : '';
}

/** A server that says this of itself. */
const saying = (facts: object): Pick<Database, 'query'> => ({
  query: async <Row>() => [facts] as Row[],
});

test('a server that is new enough is taken', async () => {
  const { major, version } = await requireServer(scratch.database, scratch.connectionString);
  expect(major).toBeGreaterThanOrEqual(15);
  expect(version.startsWith(String(major))).toBe(true);
});

test('one that does not answer is named, without the password, with what to do', async () => {
  const message = await messageOf('postgresql://me:hidden@127.0.0.1:1/fleet');
  expect(message).toMatch(/The database at 127\.0\.0\.1:1\/fleet cannot be used: .*ECONNREFUSED/);
  expect(message).toContain('See that PostgreSQL runs there');
  expect(message).not.toContain('hidden');
});

test('a database that does not exist', async () => {
  const missing = scratch.connectionString.replace(/\/homepot_test_\w+/, '/no_such_database');
  expect(await messageOf(missing)).toContain('Create the database (createdb NAME)');
});

test('one that is too old, or has another encoding, is refused', async () => {
  const old = saying({ number: '140012', version: '14.12', encoding: 'UTF8' });
  await expect(requireServer(old, 'postgresql://host/a')).rejects.toThrow(
    'The database at host/a is PostgreSQL 14.12, and HOMEPOT needs 15 or newer.',
  );
  const latin = saying({ number: '160000', version: '16.0', encoding: 'LATIN1' });
  await expect(requireServer(latin, 'postgresql://host/a')).rejects.toThrow('needs UTF8');
});
