import type { DeviceReport } from '@homepot/catalogue';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Principal } from '../../auth/index.ts';
import { testReport } from '../mqtt/test/test-report.ts';
import type { DoorSettings, OpenDoor } from '../test/open-door.ts';
import { fieldOf, isBalanced, openDoor, textsOf } from '../test/open-door.ts';
import type { Reports } from './create-reports.ts';
import { createReports } from './create-reports.ts';
import type { DeviceRefusal } from './device-refusals.ts';

let door: OpenDoor;
let reports: Reports;
const refused: DeviceRefusal[] = [];

async function open(settings: DoorSettings = {}): Promise<void> {
  door = await openDoor(settings);
  refused.length = 0;
  reports = createReports({
    ...door,
    knownDevices: {
      read: async (deviceId) => (deviceId === 'pos-1' ? { deviceId, siteId: 'site-1' } : undefined),
    },
    refusals: { note: (refusal) => void refused.push(refusal), stop: async () => undefined },
  });
}
beforeEach(() => open());
afterEach(() => door.close());

const device = (keyId = 'k', provenance: 'real' | 'simulated' = 'real'): Principal => ({
  kind: 'device',
  deviceId: 'pos-1',
  siteId: 'site-1',
  keyId,
  provenance,
});

/** An instant so many milliseconds from the clock of the server. */
const at = (fromNowMs: number): string => new Date(door.clock.nowMs() + fromNowMs).toISOString();
const report = (changes: Partial<DeviceReport> = {}): DeviceReport =>
  testReport({ measured_at: at(0), sent_at: at(0), ...changes });
const submit = (body: unknown, principal = device()) =>
  reports.submit(principal, 'pos-1', body, 'mqtt');

const healthFacts = async () =>
  (await textsOf(door, 'health_checks', 'response_data')).map((text) =>
    JSON.parse((text ?? '').slice((text ?? '').indexOf('{'))),
  );

const accountsOf = () =>
  Object.fromEntries(
    door.accounting.accounts().map((account) => {
      expect(isBalanced(account)).toBe(true);
      const { table, rejected, duplicate, filtered, quarantined, inSpool } = account;
      return [table, { rejected, duplicate, filtered, quarantined, inSpool }];
    }),
  );
const none = { rejected: 0, duplicate: 0, filtered: 0, quarantined: 0, inSpool: 0 };

test('a report is one batch with rows of two tables', async () => {
  const body = report();
  expect(await submit(body)).toEqual({
    report_id: body.report_id,
    outcome: 'accepted',
    metrics: 'stored',
  });
  const [batch, ...others] = await door.batches();
  expect(others).toEqual([]);
  expect(batch).toMatchObject({
    scope: 'report:pos-1',
    batchId: body.report_id,
    door: 'mqtt',
    provenance: 'real',
  });
  expect(batch?.sections.map(({ table, rowCount }) => [table, rowCount])).toEqual([
    ['health_checks', 1],
    ['device_metrics', 1],
  ]);
  expect(accountsOf()).toEqual({
    health_checks: { ...none, inSpool: 1 },
    device_metrics: { ...none, inSpool: 1 },
  });
});

test('measurements that say nothing new are filtered, and the health check is stored', async () => {
  const metrics = { cpu_percent: 50 };
  await submit(report({ metrics }));
  expect(await submit(report({ metrics }))).toMatchObject({ metrics: 'filtered' });
  expect(await submit(report({ metrics: {} }))).toMatchObject({ metrics: 'none' });
  expect(accountsOf()).toEqual({
    health_checks: { ...none, inSpool: 3 },
    device_metrics: { ...none, inSpool: 1, filtered: 1 },
  });
});

test('the same report again is a duplicate, by whichever way and credential it comes', async () => {
  const body = report();
  await submit(body);
  const again = { ...body, sent_at: at(900) };
  const key: Principal = {
    kind: 'key',
    keyId: 'g',
    scope: 'ingest',
    userId: 1,
    username: 'ada',
    provenance: 'real',
  };
  expect(await submit(again, device('rotated'))).toMatchObject({ outcome: 'duplicate' });
  expect(await submit(again, key)).toMatchObject({ outcome: 'duplicate' });
  expect(await door.batches()).toHaveLength(1);
  expect(accountsOf().health_checks).toEqual({ ...none, inSpool: 1, duplicate: 2 });
  expect(accountsOf().device_metrics).toEqual({ ...none, inSpool: 1, duplicate: 2 });
});

test('the credential that sent it says where a row came from', async () => {
  await submit(report(), device('s', 'simulated'));
  expect(await textsOf(door, 'health_checks', 'provenance')).toEqual(['simulated']);
  expect(await textsOf(door, 'device_metrics', 'provenance')).toEqual(['simulated']);
});

test.each([
  ['metrics.cpu_percent', { metrics: { cpu_percent: 101 } }],
  ['sequence', { sequence: -1 }],
  ['status', { status: 'fine' }],
  ['measured_at', { measured_at: 'yesterday' }],
  ['sent_at', { sent_at: '2026-13-01T00:00:00Z' }],
  ['services.pos_app', { services: { pos_app: 'asleep' } }],
  ['colour', { colour: 'red' }],
  ['error.message', { error: { message: 'a\0b' } }],
  ['device_info.model', { device_info: { model: '\ud800' } }],
  ['metrics.transaction_volume', { metrics: { transaction_volume: 1e15 } }],
])(
  'a report with a bad %s is refused with the path, and leaves nothing behind',
  async (path, bad) => {
    await expect(submit({ ...report(), ...bad })).rejects.toMatchObject({ path: `body.${path}` });
    expect(await door.batches()).toEqual([]);
    expect(accountsOf()).toEqual({ health_checks: { ...none, rejected: 1 } });
  },
);

test('what is stored only in part elsewhere is refused as a whole here', async () => {
  const body = report({ device_info: { memory_mb: 2 ** 60 } });
  await expect(submit(body)).rejects.toMatchObject({ code: 'number_unsafe' });
  expect(await door.batches()).toEqual([]);
  expect(accountsOf()).toEqual({
    health_checks: { ...none, rejected: 1 },
    device_metrics: { ...none, rejected: 1 },
  });
  expect(await submit({ ...body, device_info: {} })).toMatchObject({ metrics: 'stored' });
});

test('a device whose clock runs ahead is measured by the clock of the server', async () => {
  await submit(report({ measured_at: at(3_600_000 - 7_000), sent_at: at(3_600_000) }));
  const [batch] = await door.batches();
  const micros = fieldOf(batch?.sections[0] as never, 'timestamp', (reader, field) =>
    reader.timestamp(field),
  );
  expect(micros).toEqual([(door.clock.nowMs() - 7_000) * 1_000]);
  expect(await healthFacts()).toMatchObject([{ age_ms: 7_000, skew_ms: -3_600_000 }]);
});

test('a report that waited keeps its own time', async () => {
  await submit(report({ measured_at: at(-86_400_000), sent_at: at(-20) }));
  const [batch] = await door.batches();
  const micros = fieldOf(batch?.sections[0] as never, 'timestamp', (reader, field) =>
    reader.timestamp(field),
  );
  expect(micros).toEqual([(door.clock.nowMs() - 86_400_000) * 1_000]);
  expect(await healthFacts()).toMatchObject([{ age_ms: 86_399_980, skew_ms: 20 }]);
});

test('a report from outside the window is kept aside', async () => {
  const body = report({ measured_at: at(-40 * 86_400_000), sent_at: at(-40 * 86_400_000) });
  expect(await submit(body)).toMatchObject({ outcome: 'quarantined', metrics: 'none' });
  expect(await textsOf(door, 'quarantined_records', 'table_name')).toEqual([
    'health_checks',
    'device_metrics',
  ]);
  expect(await submit(body)).toMatchObject({ outcome: 'duplicate' });
});

test('a clock that is years off is told within what a device remembers', async () => {
  await submit(report({ measured_at: '1990-01-01T00:00:00Z', sent_at: '2150-01-01T00:00:00Z' }));
  await submit(report({ measured_at: at(0), sent_at: '1990-01-01T00:00:00Z' }));
  expect(await healthFacts()).toMatchObject([{ age_ms: 0, skew_ms: 2_147_483_647 }]);
});

test('secrets in the words of a device are redacted', async () => {
  await submit(report({ status: 'unhealthy', error: { message: 'password=hunter2-secret' } }));
  const [batch] = await door.batches();
  const bytes = Buffer.concat((batch?.sections ?? []).map(({ tuples }) => tuples)).toString();
  expect(bytes).not.toContain('hunter2');
});

test('a device reports for itself alone, and others for devices that exist', async () => {
  const body = report();
  await expect(reports.submit(device(), 'pos-2', body, 'report')).rejects.toMatchObject({
    code: 'device_mismatch',
  });
  expect(refused).toMatchObject([{ deviceId: 'pos-1', cause: 'other_device' }]);
  await expect(reports.submit({ kind: 'local' }, 'pos-2', body, 'report')).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await reports.submit({ kind: 'local' }, 'pos-1', body, 'report')).toMatchObject({
    outcome: 'accepted',
  });
});

test('a report that did not become durable may come again', async () => {
  await door.close();
  let isDown = true;
  await open({
    beforeAppend: async () => {
      if (isDown) throw new Error('the disk is gone');
    },
  });
  const body = report();
  await expect(submit(body)).rejects.toThrow('the disk is gone');
  isDown = false;
  expect(await submit(body)).toMatchObject({ outcome: 'accepted', metrics: 'stored' });
});
