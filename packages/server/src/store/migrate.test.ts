import { afterEach, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/test-database.ts';
import { createTestDatabase } from '../../test/test-database.ts';
import { createLog } from '../kernel/index.ts';
import { migrate, readSchemaVersion } from './migrate.ts';
import { readSchemaDrift } from './schema/schema-drift.ts';

const log = createLog('silent');
let scratch: TestDatabase;
afterEach(() => scratch.drop());

test('an empty database gets every table, and a second run changes nothing', async () => {
  scratch = await createTestDatabase({ empty: true });
  expect(await readSchemaVersion(scratch.database)).toBe(0);
  await migrate(scratch.database, log);
  const version = await readSchemaVersion(scratch.database);
  expect(version).toBeGreaterThan(0);
  expect(await readSchemaDrift(scratch.database)).toEqual([]);
  await migrate(scratch.database, log);
  expect(await scratch.database.query('SELECT version FROM schema_migrations')).toHaveLength(
    version,
  );
});

test('several servers that start at once migrate once', async () => {
  scratch = await createTestDatabase({ empty: true });
  await Promise.all([1, 2, 3, 4].map(() => migrate(scratch.database, log)));
  expect(await readSchemaDrift(scratch.database)).toEqual([]);
});

test('a database that is newer than the program is refused', async () => {
  scratch = await createTestDatabase();
  const known = await readSchemaVersion(scratch.database);
  await scratch.database.query(
    `INSERT INTO schema_migrations (version, name) VALUES (9000, '9000-from-the-future.sql')`,
  );
  await expect(migrate(scratch.database, log)).rejects.toThrow(
    `This database was made by a newer HOMEPOT (schema 9000, this program knows ${known}): upgrade the program.`,
  );
});
