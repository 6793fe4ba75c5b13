import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDevice } from '../../../test/test-device.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';
import { testReport } from '../mqtt/test/test-report.ts';

let house: TestHouse;
let credential: string;
beforeAll(async () => {
  house = await startTestHouse({ settings: { MQTT_ENABLED: 'false' } });
  credential = await createTestDevice(house, 'pos-1');
  await createTestDevice(house, 'pos-2');
});
afterAll(() => house.remove());

const report = (deviceId: string, key: string, body: object) =>
  fetch(`${house.url}/api/v1/devices/${deviceId}/health`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

test('a device reports over HTTP, and again is a duplicate', async () => {
  const body = testReport();
  const first = await report('pos-1', credential, body);
  expect([first.status, await first.json()]).toEqual([
    200,
    { report_id: body.report_id, outcome: 'accepted', metrics: 'stored' },
  ]);
  const again = await report('pos-1', credential, body);
  expect(await again.json()).toMatchObject({ outcome: 'duplicate' });
  await house.drained();
  const rows = await house.database.query('SELECT device_id FROM health_checks');
  expect(rows).toEqual([{ device_id: 'pos-1' }]);
});

test('it may not report for another device, and the attempt is in the audit trail once', async () => {
  for (let i = 0; i < 3; i += 1) {
    const answer = await report('pos-2', credential, testReport());
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'device_mismatch' }]);
  }
  const findRefusals = () =>
    house.database.query(
      `SELECT device_id, event_metadata FROM audit_logs WHERE event_type = 'device_refused'`,
    );
  await expect
    .poll(findRefusals)
    .toEqual([{ device_id: 'pos-1', event_metadata: { cause: 'other_device' } }]);
});

test('an administrator reports for devices that are active, and for no others', async () => {
  expect((await report('pos-2', house.adminKey, testReport())).status).toBe(200);
  expect((await report('pos-3', house.adminKey, testReport())).status).toBe(404);
  await house.database.query(`UPDATE devices SET is_active = false WHERE device_id = 'pos-2'`);
  await expect
    .poll(async () => (await report('pos-2', house.adminKey, testReport())).status, {
      timeout: 3_000,
    })
    .toBe(404);
});

test('a bad report is told with the path of the field', async () => {
  const answer = await report('pos-1', credential, testReport({ metrics: { cpu_percent: 101 } }));
  expect([answer.status, await answer.json()]).toMatchObject([
    400,
    { code: 'parameter_invalid', path: 'body.metrics.cpu_percent' },
  ]);
});

/** Sends a body as it stands; resolves with the status, the code and the path of the answer. */
async function send(body: string | Uint8Array<ArrayBuffer>, key = credential) {
  const answer = await fetch(`${house.url}/api/v1/devices/pos-1/health`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body,
  });
  const { code, path } = (await answer.json()) as { code?: string; path?: string };
  return [answer.status, code, path];
}

test('a body is read as strictly as a message, and each that is refused is counted once', async () => {
  const countRejected = () =>
    house.accounting
      .accounts()
      .filter(({ door }) => door === 'report')
      .reduce((sum, { rejected }) => sum + rejected, 0);
  const before = countRejected();
  const good = JSON.stringify(testReport());
  const twice = good.replace(/^\{/, '{"report_id":"other",');
  expect(await send(twice)).toEqual([422, 'column_duplicate', 'body.report_id']);
  const [head = '', tail = ''] = good.split('"report_id":"');
  const broken = Buffer.concat([
    Buffer.from(`${head}"report_id":"`),
    Buffer.from([0xc3, 0x28]),
    Buffer.from(tail),
  ]);
  expect(await send(new Uint8Array(broken))).toEqual([400, 'utf8_invalid', undefined]);
  expect(await send(`${good}${' '.repeat(65_536)}`)).toEqual([413, 'body_too_large', undefined]);
  expect(await send('['.repeat(8_000))).toEqual([400, 'too_deep', undefined]);
  expect(await send('')).toEqual([400, 'body_empty', 'body']);
  expect(await send('{}')).toEqual([400, 'parameter_invalid', 'body.report_id']);
  expect(countRejected() - before).toBe(6);
  expect(await send('{', 'nobody')).toEqual([401, 'credential_invalid', undefined]);
  expect(countRejected() - before).toBe(6);
});

test('where MQTT is switched off, the server says so', async () => {
  const readiness = await fetch(`${house.url}/health/ready`);
  expect(await readiness.json()).toMatchObject({ parts: { mqtt: 'off' } });
});
