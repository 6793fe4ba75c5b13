import { afterAll, beforeAll, expect, test } from 'vitest';
import { callHouse, expectHouse } from '../../../test/call-house.ts';
import { createTestDevice } from '../../../test/test-device.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';
import { verifyAuditChain } from '../../auth/index.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await startTestHouse();
});
afterAll(() => house.remove());

const call = (text: string, body?: unknown, credential?: string) =>
  callHouse(house, text, body, credential);
const expectStatus = (text: string, status: number, body?: unknown, credential?: string) =>
  expectHouse(house, text, status, body, credential);

const enterSite = (site_id: string, over = {}) =>
  expectStatus('POST /sites', 201, { site_id, name: `Site ${site_id}`, ...over });
const enterDevice = (device_id: string, site_id: string, over = {}) =>
  expectStatus('POST /devices', 201, { device_id, site_id, ...over });

async function lastAudit(): Promise<Record<string, unknown>> {
  const [row] = await house.database.query<Record<string, unknown>>(
    `SELECT event_type, device_id, site_id, old_values, new_values FROM audit_logs
     ORDER BY id DESC LIMIT 1`,
  );
  return row ?? {};
}

test('sites are entered, changed, removed and brought back, each with its audit row', async () => {
  const made = await enterSite('life', { timezone: 'Asia/Kathmandu', latitude: 27.7 });
  expect(made).toMatchObject({ site_id: 'life', is_active: true, devices: 0, location: null });
  expect(await lastAudit()).toMatchObject({
    event_type: 'site_created',
    site_id: 'life',
    new_values: { timezone: 'Asia/Kathmandu' },
  });
  const changed = await expectStatus('PATCH /sites/life', 200, { name: 'New', latitude: null });
  expect(changed).toMatchObject({ name: 'New', latitude: null, timezone: 'Asia/Kathmandu' });
  expect(await lastAudit()).toMatchObject({
    event_type: 'site_updated',
    old_values: { name: 'Site life', latitude: 27.7 },
    new_values: { name: 'New', latitude: null },
  });
  expect(await expectStatus('GET /sites/life', 200)).toEqual(changed);
  await expectStatus('DELETE /sites/life', 204);
  expect(await lastAudit()).toMatchObject({ event_type: 'site_removed' });
  expect(await expectStatus('GET /sites/life', 200)).toMatchObject({ is_active: false });
  await expectStatus('PATCH /sites/life', 200, { is_active: true });
  expect(await lastAudit()).toMatchObject({ event_type: 'site_restored' });
});

test('sites that do not change leave no audit row', async () => {
  await enterSite('same');
  const before = await lastAudit();
  await expectStatus('PATCH /sites/same', 200, { name: 'Site same' });
  expect(await lastAudit()).toEqual(before);
});

test('sites come page by page, removed ones when asked for', async () => {
  for (const id of ['page-a', 'page-b', 'page-c']) await enterSite(id);
  await expectStatus('DELETE /sites/page-b', 204);
  const readAll = async (more: string) => {
    const ids: unknown[] = [];
    let cursor: unknown = '';
    do {
      const page = await expectStatus(`GET /sites?limit=2${more}${cursor}`, 200);
      ids.push(...(page.data as { site_id: string }[]).map(({ site_id }) => site_id));
      cursor = page.next_cursor === null ? null : `&cursor=${page.next_cursor}`;
    } while (cursor !== null);
    return ids.filter((id) => String(id).startsWith('page'));
  };
  expect(await readAll('')).toEqual(['page-a', 'page-c']);
  expect(await readAll('&include_inactive=true')).toEqual(['page-a', 'page-b', 'page-c']);
  expect(await call('GET /sites?cursor=x')).toMatchObject({ status: 400 });
});

test('sites are refused with the field at fault', async () => {
  await enterSite('taken');
  const faults: [unknown, number, string, string][] = [
    [{ site_id: 'taken', name: 'x' }, 409, 'conflict', 'site_id'],
    [{ site_id: 'z', name: 'x', timezone: 'Mars/Base' }, 400, 'parameter_invalid', 'timezone'],
    [{ site_id: 'z', name: 'x', timezone: '+05:00' }, 400, 'parameter_invalid', 'timezone'],
    [{ site_id: 'a/b', name: 'x' }, 400, 'parameter_invalid', 'body.site_id'],
    [{ site_id: 'z', name: 'x', colour: 1 }, 400, 'parameter_invalid', 'body.colour'],
  ];
  for (const [body, status, code, path] of faults) {
    expect(await call('POST /sites', body)).toMatchObject({ status, body: { code, path } });
  }
  expect(await call('GET /sites/nowhere')).toMatchObject({ status: 404 });
});

test('sites in which active devices stand are kept', async () => {
  await enterSite('full');
  await enterDevice('full-1', 'full');
  expect(await call('DELETE /sites/full')).toMatchObject({
    status: 409,
    body: { code: 'still_in_use' },
  });
  await expectStatus('DELETE /devices/full-1', 204);
  await expectStatus('DELETE /sites/full', 204);
  expect(await call('PATCH /devices/full-1', { is_active: true })).toMatchObject({
    status: 400,
    body: { path: 'site_id' },
  });
});

test('sites a site that is being removed gets no device meanwhile', async () => {
  for (let round = 0; round < 10; round += 1) {
    const site = `race-${round}`;
    await enterSite(site);
    const [removed, entered] = await Promise.all([
      call(`DELETE /sites/${site}`),
      call('POST /devices', { device_id: `race-${round}`, site_id: site }),
    ]);
    expect([removed.status, entered.status]).toSatisfy(
      ([one, other]) => (one === 204 && other === 400) || (one === 409 && other === 201),
    );
  }
});

test('devices are entered with a name, a kind and a provenance of their own, or those of most', async () => {
  await enterSite('kinds');
  expect(await enterDevice('kinds-1', 'kinds')).toMatchObject({
    name: 'kinds-1',
    device_type: 'pos_terminal',
    status: 'unknown',
    provenance: 'real',
    report_interval_seconds: 5,
    config: {},
  });
  const given = {
    name: 'Till',
    provenance: 'simulated',
    config: { b: 1, a: 2 },
    segment: 'tills',
  };
  expect(await enterDevice('kinds-2', 'kinds', given)).toMatchObject(given);
  expect(await lastAudit()).toMatchObject({ new_values: { config: ['a', 'b'] } });
  expect(await call('POST /devices', { device_id: 'kinds-2', site_id: 'kinds' })).toMatchObject({
    status: 409,
    body: { path: 'device_id' },
  });
  expect(await call('POST /devices', { device_id: 'x', site_id: 'nowhere' })).toMatchObject({
    status: 400,
    body: { path: 'site_id' },
  });
  const config = { text: 'x'.repeat(70_000) };
  expect(await call('POST /devices', { device_id: 'x', site_id: 'kinds', config })).toMatchObject({
    status: 400,
    body: { path: 'config' },
  });
});

test('devices are found by site, state, segment and a part of the name, whatever it holds', async () => {
  await enterSite('find');
  await enterDevice('find-1', 'find', { name: '100%_Till', segment: 'tills' });
  await enterDevice('find-2', 'find', { name: 'Printer' });
  const find = async (query: string) => {
    const { data } = await expectStatus(`GET /devices?site_id=find&${query}`, 200);
    return (data as { device_id: string }[]).map(({ device_id }) => device_id);
  };
  expect(await find('search=0%25_t')).toEqual(['find-1']);
  expect(await find('search=%25')).toEqual(['find-1']);
  expect(await find('search=FIND-')).toEqual(['find-1', 'find-2']);
  expect(await find('segment=tills')).toEqual(['find-1']);
  expect(await find('status=online')).toEqual([]);
  expect(await find('status=unknown&limit=1')).toEqual(['find-1']);
});

test('devices are counted by state, in all and by site, without those that are removed', async () => {
  await enterSite('count');
  for (const id of ['count-1', 'count-2', 'count-3']) await enterDevice(id, 'count');
  await expectStatus('PATCH /devices/count-1', 200, { status: 'maintenance' });
  await expectStatus('DELETE /devices/count-3', 204);
  const summary = await expectStatus('GET /devices/summary', 200);
  const site = (summary.sites as { site_id: string }[]).find((each) => each.site_id === 'count');
  expect(site).toMatchObject({ total: 2, by_status: { maintenance: 1, unknown: 1, online: 0 } });
  const [row] = await house.database.query<{ count: number }>(
    'SELECT count(*) FROM devices WHERE is_active',
  );
  expect(summary.total).toBe(row?.count);
});

test('devices a new configuration enters the history, with the values; the audit trail has the names', async () => {
  await enterSite('conf');
  await enterDevice('conf-1', 'conf', {
    provenance: 'controlled',
    config: { a: 1, b: 'secret' },
  });
  const change = { config: { a: 2, b: 'secret', c: [] }, reason: 'Faster' };
  expect(await expectStatus('PATCH /devices/conf-1', 200, change)).toMatchObject({
    config: change.config,
  });
  const rows = () =>
    house.database.query(
      `SELECT provenance, parameter_name, old_value, new_value, change_type, change_reason, changed_by
       FROM configuration_history WHERE entity_id = 'conf-1'`,
    );
  const expected = {
    provenance: 'controlled',
    parameter_name: 'config',
    old_value: { a: 1, b: 'secret' },
    new_value: change.config,
    change_type: 'manual',
    change_reason: 'Faster',
    changed_by: 'admin',
  };
  expect(await rows()).toEqual([expected]);
  const audit = await lastAudit();
  expect(audit.new_values).toEqual({ config: { changed: ['a', 'c'] } });
  expect(JSON.stringify(audit)).not.toContain('secret');
  // The same in another order is the same.
  await expectStatus('PATCH /devices/conf-1', 200, { config: { c: [], b: 'secret', a: 2 } });
  expect(await rows()).toHaveLength(1);
});

test('devices go into maintenance and come out of it, and the history tells', async () => {
  await enterSite('care');
  await enterDevice('care-1', 'care');
  expect(
    await expectStatus('PATCH /devices/care-1', 200, {
      status: 'maintenance',
      reason: 'New disk',
    }),
  ).toMatchObject({ status: 'maintenance', status_reason: 'New disk' });
  expect(await lastAudit()).toMatchObject({ new_values: { status: 'maintenance' } });
  expect(await expectStatus('PATCH /devices/care-1', 200, { status: 'unknown' })).toMatchObject({
    status: 'unknown',
    status_reason: 'Maintenance ended',
  });
  await house.database.query(`UPDATE devices SET status = 'online' WHERE device_id = 'care-1'`);
  // There was nothing to end.
  expect(await expectStatus('PATCH /devices/care-1', 200, { status: 'unknown' })).toMatchObject({
    status: 'online',
  });
  await house.outbox.drain();
  await house.drained();
  const { data } = await expectStatus('GET /devices/care-1/states', 200);
  expect(data).toMatchObject([
    { previous_state: 'maintenance', new_state: 'unknown', changed_by: 'admin' },
    { previous_state: 'unknown', new_state: 'maintenance', reason: 'New disk' },
  ]);
});

test('devices that are removed lose their credentials; brought back, they need new ones', async () => {
  const credential = await createTestDevice(house, 'gone-1');
  await expectStatus('GET /devices/gone-1', 200, undefined, credential);
  await expectStatus('DELETE /devices/gone-1', 204);
  expect(await lastAudit()).toMatchObject({ event_type: 'device_removed', device_id: 'gone-1' });
  await house.agreed();
  expect(await call('GET /devices/gone-1', undefined, credential)).toMatchObject({ status: 401 });
  expect(await call('PATCH /devices/gone-1', { status: 'maintenance' })).toMatchObject({
    status: 400,
    body: { path: 'status' },
  });
  await house.database.query(`UPDATE devices SET status = 'online' WHERE device_id = 'gone-1'`);
  expect(await expectStatus('PATCH /devices/gone-1', 200, { is_active: true })).toMatchObject({
    is_active: true,
    status: 'unknown',
  });
  expect(await call('GET /devices/gone-1', undefined, credential)).toMatchObject({ status: 401 });
});

test('devices that move speak for their new site', async () => {
  const credential = await createTestDevice(house, 'move-1');
  await enterSite('move');
  await call('GET /auth/me', undefined, credential);
  await expectStatus('PATCH /devices/move-1', 200, { site_id: 'move' });
  await house.agreed();
  const principal = await house.auth.authenticator.authenticate({
    authorization: `Bearer ${credential}`,
  });
  expect(principal).toMatchObject({ siteId: 'move' });
  expect(await call('PATCH /devices/move-1', { site_id: 'nowhere' })).toMatchObject({
    status: 400,
    body: { path: 'site_id' },
  });
});

test('devices know themselves alone', async () => {
  const credential = await createTestDevice(house, 'self-1');
  await createTestDevice(house, 'self-2');
  const record = { device_id: 'self-1', cpu_percent: 12 };
  const sent = await expectStatus('POST /ingest/device_metrics', 200, [record], credential);
  expect(sent).toMatchObject({ accepted: 1 });
  await house.drained();
  for (const rows of ['metrics', 'states']) {
    await expectStatus(`GET /devices/self-1/${rows}?hours=1`, 200, undefined, credential);
    expect(await call(`GET /devices/self-2/${rows}`, undefined, credential)).toMatchObject({
      status: 403,
    });
  }
  const { data } = await expectStatus('GET /devices/self-1/metrics?limit=1', 200);
  expect(data).toMatchObject([{ device_id: 'self-1', cpu_percent: 12 }]);
  expect(await call('GET /devices/self-2', undefined, credential)).toMatchObject({ status: 403 });
  expect(await call('GET /devices/none/metrics')).toMatchObject({ status: 404 });
});

test('the audit trail is verified over HTTP, with a witness, and a broken row is named', async () => {
  const whole = await expectStatus('GET /audit/verify', 200);
  expect(whole).toMatchObject({ holds: true, broken: null });
  const head = whole.head as { id: number; hash: string };
  const witness = `witness_id=${head.id}&witness_hash=${head.hash}`;
  expect(await expectStatus(`GET /audit/verify?${witness}`, 200)).toEqual(whole);
  expect(await call('GET /audit/verify?witness_id=1')).toMatchObject({
    status: 400,
    body: { path: 'query.witness_hash' },
  });
  await house.database.query('DELETE FROM audit_logs WHERE id = $1', [head.id]);
  expect((await verifyAuditChain(house.database)).broken).toBeUndefined();
  expect(await expectStatus(`GET /audit/verify?${witness}`, 200)).toMatchObject({
    holds: false,
    broken: { id: head.id, reason: 'removed-or-reordered' },
  });
  await house.database.query(`UPDATE audit_logs SET description = 'nothing' WHERE id = 3`);
  expect(await expectStatus('GET /audit/verify', 200)).toMatchObject({
    holds: false,
    rows: 2,
    broken: { id: 3, reason: 'edited' },
  });
});
