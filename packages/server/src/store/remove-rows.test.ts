import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/test-database.ts';
import { createTestDatabase } from '../../test/test-database.ts';
import { limits } from '../kernel/index.ts';
import { removeRows } from './remove-rows.ts';

let scratch: TestDatabase;
beforeAll(async () => {
  scratch = await createTestDatabase({ empty: true });
  await scratch.database.query('CREATE TABLE numbers (number integer)');
});
afterAll(() => scratch.drop());

test('rows are removed in several statements, and no others', async () => {
  const { database } = scratch;
  const old = limits.rowsRemovedMax * 2 + 1;
  await database.query('INSERT INTO numbers SELECT generate_series(1, $1::integer)', [old + 3]);
  let statements = 0;
  const counting: Pick<typeof database, 'query'> = {
    query(text, values) {
      statements += 1;
      return database.query(text, values);
    },
  };
  expect(await removeRows(counting, 'numbers', 'number <= $1', [old])).toBe(old);
  expect(statements).toBe(3);
  const left = await database.query('SELECT number FROM numbers ORDER BY number');
  expect(left).toEqual([{ number: old + 1 }, { number: old + 2 }, { number: old + 3 }]);
  expect(await removeRows(counting, 'numbers', 'number <= $1', [old])).toBe(0);
});
