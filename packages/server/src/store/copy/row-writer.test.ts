import { quarantinedRecords, tables } from '@homepot/catalogue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { createRowWriter } from './row-writer.ts';
import { createTupleWriter } from './tuple-writer.ts';

let scratch: TestDatabase;
beforeAll(async () => {
  scratch = await createTestDatabase();
});
afterAll(() => scratch.drop());

const row = {
  payload: new Uint8Array([0, 255]),
  received_at: Date.UTC(2026, 0, 31, 8) * 1_000 + 7,
  table_name: 'error_logs',
  scope: 'key:abc',
  batch_id: 'batch-1',
  record_index: 3,
  device_id: null,
  code: 'time_outside_window',
  reason: 'früher',
};

test('values stand in the columns that they are named after, whatever their order', async () => {
  const { columns, write } = createRowWriter(quarantinedRecords);
  const writer = createTupleWriter();
  write(writer, row);
  write(writer, { ...row, device_id: 'pos-1', record_index: null });
  await scratch.database.transaction((transaction) =>
    transaction.copy('quarantined_records', columns, [writer.take()]),
  );
  const stored = { ...row, payload: Buffer.from(row.payload) };
  const receivedAt = '2026-01-31T08:00:00.000007Z';
  expect(await scratch.database.query('SELECT * FROM quarantined_records ORDER BY id')).toEqual([
    { ...stored, id: 1, received_at: receivedAt },
    { ...stored, id: 2, received_at: receivedAt, device_id: 'pos-1', record_index: null },
  ]);
});

test('a table with a column that nobody can write is refused at once', () => {
  const metrics = tables.find(({ name }) => name === 'device_metrics');
  if (metrics === undefined) throw new Error('there is a table of measurements');
  expect(() => createRowWriter(metrics)).toThrow(TypeError);
});
