import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { limits, systemClock } from '../../kernel/index.ts';
import type { QueryDeps } from '../run-read.ts';
import { insertRows } from '../test/generated-rows.ts';
import { listQuarantine } from './list-quarantine.ts';

const long = `{"note":"${'é'.repeat(limits.quarantinePayloadBytesMax)}"}`;
let place: TestDatabase;
let deps: QueryDeps;

const kept = (index: number, code: string, payload: Buffer) => ({
  received_at: `2026-01-31T08:00:00.00000${index}Z`,
  table_name: index === 0 ? 'error_logs' : 'device_metrics',
  scope: 'key:abc',
  batch_id: 'batch-1',
  record_index: index,
  device_id: 'pos-1',
  code,
  reason: 'why',
  payload,
});

beforeAll(async () => {
  place = await createTestDatabase();
  deps = { database: place.database, clock: systemClock };
  await insertRows(place.database, 'quarantined_records', [
    kept(0, 'time_outside_window', Buffer.from('{"note":"früh"}')),
    kept(1, '22P02', Buffer.from([0, 3, 0xff])),
    kept(2, 'time_outside_window', Buffer.from(long)),
    kept(3, '22P02', Buffer.from('a\0b')),
  ]);
});
afterAll(() => place.drop());

test('a kept record is shown as text, or in hexadecimal digits where it is none', async () => {
  const { data } = await listQuarantine(deps, { order: 'asc' });
  expect(data[0]).toMatchObject({
    received_at: '2026-01-31T08:00:00.000000Z',
    table_name: 'error_logs',
    code: 'time_outside_window',
    record_index: 0,
    payload: '{"note":"früh"}',
    payload_encoding: 'utf8',
    payload_bytes: 16,
  });
  expect(data[1]).toMatchObject({ payload: '0003ff', payload_encoding: 'hex', payload_bytes: 3 });
  expect(data[3]).toMatchObject({ payload: '610062', payload_encoding: 'hex' });
});

test('of a long record the beginning is shown, cut between characters', async () => {
  const { data } = await listQuarantine(deps, { order: 'asc' });
  const { payload, payload_encoding: encoding, payload_bytes: bytes } = data[2] ?? {};
  expect(encoding).toBe('utf8');
  expect(bytes).toBe(Buffer.byteLength(long));
  expect(long.startsWith(String(payload))).toBe(true);
  expect(Buffer.byteLength(String(payload))).toBeGreaterThan(limits.quarantinePayloadBytesMax - 4);
});

test('it is filtered and read page by page', async () => {
  const first = await listQuarantine(deps, { code: '22P02', limit: 1 });
  expect(first.data).toMatchObject([{ record_index: 3 }]);
  const cursor = first.next_cursor ?? '';
  const second = await listQuarantine(deps, { code: '22P02', limit: 1, cursor });
  expect(second.data).toMatchObject([{ record_index: 1 }]);
  expect(second.next_cursor).toBeNull();
  await expect(listQuarantine(deps, { payload: 'x' })).rejects.toMatchObject({
    code: 'filter_unknown',
  });
});
