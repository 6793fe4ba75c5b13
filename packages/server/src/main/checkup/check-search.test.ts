import { expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/test-database.ts';
import { checkSearch } from './check-search.ts';

test('a database without pg_trgm is told, with what to do', async () => {
  const place = await createTestDatabase();
  expect(await checkSearch(place.database)).toMatchObject({ name: 'search', result: 'ok' });
  await place.database.query('DROP EXTENSION pg_trgm CASCADE');
  expect(await checkSearch(place.database)).toMatchObject({
    result: 'warn',
    action: expect.stringContaining('CREATE EXTENSION pg_trgm'),
  });
  await place.drop();
});

test('an empty database has nothing to search yet', async () => {
  const place = await createTestDatabase({ empty: true });
  expect(await checkSearch(place.database)).toMatchObject({ result: 'ok' });
  await place.drop();
});
