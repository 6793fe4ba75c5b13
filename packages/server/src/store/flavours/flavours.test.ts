import { expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/test-database.ts';
import { findFlavour, readFlavour } from './flavours.ts';

test('a database without extensions is plain, and that is enough', async () => {
  const scratch = await createTestDatabase({ empty: true });
  expect((await readFlavour(scratch.database)).name).toBe('plain');
  await scratch.drop();
});

test.each([
  [['plpgsql', 'timescaledb'], 'timescaledb'],
  [['citus', 'citus_columnar'], 'citus'],
  [['plpgsql', 'pg_stat_statements'], 'plain'],
])('with %j it is %s', (extensions, name) => {
  expect(findFlavour(extensions).name).toBe(name);
});
