import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectHouse } from '../../../test/call-house.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';
import { selfSender } from '../../intake/index.ts';

let house: TestHouse;
const today = new Date().toISOString().slice(0, 10);

beforeAll(async () => {
  house = await startTestHouse();
  const record = { device_id: 'pos-1', is_healthy: true, timestamp: new Date().toISOString() };
  const records = [record, { ...record, is_healthy: false }];
  await house.intake.submit(selfSender, 'health_checks', { kind: 'records', records });
  await house.drained();
});
afterAll(() => house.remove());

const place = `/rollups/health_checks_summary/days/${today}`;
const hour = { table: 'health_checks_summary_hour', recount: 1 };

test('numbers are listed with the first day that can be counted again', async () => {
  const { rollups } = await expectHouse(house, 'GET /rollups', 200);
  expect(rollups).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'health_checks_summary', first_day: today }),
      expect.objectContaining({ name: 'device_performance', first_day: null }),
    ]),
  );
});

test('a number that is wrong is found and counted again, and that is told in the audit trail', async () => {
  expect(await expectHouse(house, `GET ${place}`, 200)).toMatchObject({ holds: true });
  await house.database.query('UPDATE health_checks_summary_hour SET count = count + 8');
  const wrong = {
    holds: false,
    difference_count: 2,
    differences: [
      { ...hour, count: 9 },
      { ...hour, count: 9 },
    ],
  };
  expect(await expectHouse(house, `GET ${place}`, 200)).toMatchObject(wrong);
  expect(await expectHouse(house, `POST ${place}/rebuild`, 200)).toMatchObject(wrong);
  expect(await expectHouse(house, `GET ${place}`, 200)).toMatchObject({ holds: true });
  expect(await expectHouse(house, `POST ${place}/rebuild`, 200)).toMatchObject({ holds: true });
  const rows = await house.database.query<{ new_values: unknown }>(
    `SELECT new_values FROM audit_logs WHERE event_type = 'rollup_rebuilt'`,
  );
  expect(rows).toEqual([
    { new_values: { name: 'health_checks_summary', day: today, differences: 2 } },
  ]);
});

test('a day whose rows are gone is not counted again, and what is not kept is not found', async () => {
  const old = '/rollups/health_checks_summary/days/2020-01-01';
  expect(await expectHouse(house, `POST ${old}/rebuild`, 400)).toMatchObject({
    code: 'range_invalid',
  });
  await expectHouse(house, 'GET /rollups/nothing/days/2020-01-01', 404);
  await expectHouse(house, 'GET /rollups/health_checks_summary/days/2020-13-01', 400);
});
