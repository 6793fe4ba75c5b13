import { expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/test-database.ts';
import { checkOutbox } from './check-outbox.ts';

test('an outbox that nobody empties is told', async () => {
  const { database, drop } = await createTestDatabase();
  const append = (secondsAgo: number) =>
    database.query(
      `INSERT INTO outbox (batch_id, table_name, provenance, records, created_at)
       VALUES ($1, 'error_logs', 'real', '[]', now() - make_interval(secs => $2))`,
      [String(secondsAgo), secondsAgo],
    );
  expect(await checkOutbox(database)).toMatchObject({ result: 'ok', message: 'empty' });
  await append(1);
  expect(await checkOutbox(database)).toMatchObject({ result: 'ok' });
  await append(600);
  const found = await checkOutbox(database);
  expect(found).toMatchObject({ result: 'warn', message: '2 rows wait, the oldest for 600 s' });
  await drop();
});
