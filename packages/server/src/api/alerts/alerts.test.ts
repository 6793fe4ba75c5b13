import {
  acknowledgeAlert,
  createAlertRule,
  createSilence,
  endSilence,
  listAlertMutes,
  listAlertRules,
  listAlerts,
  listSilences,
  previewAlertRule,
  removeAlertRule,
  showAlert,
  showAlertRule,
  updateAlertRule,
} from '@homepot/catalogue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callHouse } from '../../../test/call-house.ts';
import { createTestDevice } from '../../../test/test-device.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await startTestHouse();
});
afterAll(() => house.remove());

interface Route {
  readonly method: string;
  readonly path: string;
}

const call = (
  { method, path }: Route,
  { id, body, query = '' }: { id?: unknown; body?: object; query?: string } = {},
) => {
  const place = path.replace('/api/v1', '').replace('{id}', String(id));
  return callHouse(house, `${method} ${place}${query}`, body);
};

const offline = {
  name: 'Till away',
  measure: 'device_offline',
  comparator: 'above',
  threshold: 30,
};

test('a new house has its rules, each with a sentence', async () => {
  const { body } = await call(listAlertRules);
  const rules = body.data as readonly { name: string; sentence: string; created_by: unknown }[];
  expect(rules.map(({ name, sentence }) => `${name}: ${sentence}`)).toContain(
    'Slow endpoint: When the mean response time of any endpoint and method is above 5,000 ms for 5 min, taken over 5 min, of at least 5 requests: warning.',
  );
  expect(new Set(rules.map(({ created_by }) => created_by))).toEqual(new Set([null]));
});

test('a rule is made, shown, changed and removed, and each leaves an entry in the audit trail', async () => {
  const made = await call(createAlertRule, { body: offline });
  expect(made).toMatchObject({ status: 201, body: { ...offline, created_by: 'admin' } });
  const { id } = made.body;
  expect(await call(createAlertRule, { body: offline })).toMatchObject({
    status: 409,
    body: { code: 'conflict', path: 'name' },
  });
  expect(await call(showAlertRule, { id })).toMatchObject({ status: 200, body: made.body });
  const changed = await call(updateAlertRule, { id, body: { threshold: 60 } });
  expect(changed.body).toMatchObject({ threshold: 60, sentence: expect.stringContaining('1 min') });
  expect((await call(removeAlertRule, { id })).status).toBe(204);
  expect((await call(showAlertRule, { id })).status).toBe(404);
  const audited = await house.database.query<{ event_type: string }>(
    `SELECT event_type, user_id FROM audit_logs WHERE event_type LIKE 'alert_rule%' ORDER BY id`,
  );
  expect(audited).toEqual(
    ['created', 'updated', 'removed'].map((what) => ({
      event_type: `alert_rule_${what}`,
      user_id: 'admin',
    })),
  );
});

test.each([
  [{ filters: { endpoint: ['/a'] } }, 'filters.endpoint'],
  [{ group_by: ['site_id'] }, 'group_by[0]'],
  [{ clear_threshold: 31 }, 'clear_threshold'],
  [{ measure: 'performance_metric' }, 'filters.metric_name'],
])('a rule with %j is refused with the path', async (over, path) => {
  expect(await call(createAlertRule, { body: { ...offline, ...over } })).toMatchObject({
    status: 422,
    body: { code: 'rule_invalid', path },
  });
});

test('an alert is listed, acknowledged, silenced; the silence is in the log of mutes', async () => {
  await createTestDevice(house, 'pos-1');
  const rule = await call(createAlertRule, { body: { ...offline, name: 'Away' } });
  const silence = await call(createSilence, {
    body: {
      device_id: 'pos-1',
      ends_at: new Date(Date.now() + 60_000).toISOString(),
      reason: 'Moving',
    },
  });
  expect(silence).toMatchObject({ status: 201, body: { device_id: 'pos-1', created_by: 'admin' } });
  await house.database.query(
    `UPDATE devices SET status = 'offline', status_since = now() - interval '1 hour'`,
  );
  // The periodic job may have looked in this step already; the next one is ten seconds away at most.
  await expect
    .poll(
      async () => {
        await house.alerts.evaluate();
        return (await call(listAlerts, { query: `?state=firing&rule_id=${rule.body.id}` })).body
          .data;
      },
      { timeout: 15_000, interval: 1_000 },
    )
    .toMatchObject([{ subject: 'pos-1', state: 'firing', muted_reason: 'silenced' }]);
  const found = await call(listAlerts, { query: `?state=open&rule_id=${rule.body.id}` });
  const [alert] = found.body.data as readonly { id: number }[];
  const taken = await call(acknowledgeAlert, { id: alert?.id });
  expect(taken.body).toMatchObject({ acknowledged_by: 'admin' });
  expect((await call(showAlert, { id: alert?.id })).body).toEqual(taken.body);
  const mutes = await call(listAlertMutes, { query: `?alert_id=${alert?.id}` });
  expect(mutes.body.data).toMatchObject([{ reason: 'silenced', detail: 'Moving' }]);
  expect((await call(listSilences)).body.data).toHaveLength(1);
  expect((await call(endSilence, { id: silence.body.id })).status).toBe(204);
  expect((await call(listSilences)).body.data).toEqual([]);
  expect((await call(endSilence, { id: silence.body.id })).status).toBe(404);
});

test.each([
  [{ ends_at: '2999-01-01T00:00:00Z', reason: 'All' }, 'body.rule_id'],
  [{ device_id: 'a', ends_at: 'monday', reason: 'x' }, 'body.ends_at'],
  [{ device_id: 'a', ends_at: '2020-01-01', reason: 'x' }, 'body.ends_at'],
  [{ device_id: 'a', ends_at: '2999-01-01', reason: 'x' }, 'body.ends_at'],
])('a silence of %j is refused with the path', async (body, path) => {
  expect(await call(createSilence, { body })).toMatchObject({
    status: 400,
    body: { code: 'parameter_invalid', path },
  });
});

test('a preview answers in the terms of the contract, and makes nothing', async () => {
  const answer = await call(previewAlertRule, {
    body: { rule: { ...offline, name: 'Tried' }, days: 1 },
  });
  expect(answer).toMatchObject({ status: 200, body: { sentence: expect.any(String) } });
  const { body } = await call(listAlertRules);
  expect(JSON.stringify(body)).not.toContain('Tried');
});
