import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callHouse, expectHouse } from '../../../test/call-house.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';
import { createEvent } from './test/notify-ground.ts';
import type { Received, Receiver } from './test/start-receiver.ts';
import { startReceiver } from './test/start-receiver.ts';

let house: TestHouse;
let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
  house = await startTestHouse({
    settings: { WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8', WEBHOOK_HTTP_ALLOWED: 'true' },
  });
});
afterAll(async () => {
  await house.remove();
  await receiver.stop();
});

let made = 0;
async function createWebhook(name = `hook ${++made}`) {
  const configuration = { url: receiver.url };
  const body = { name, kind: 'webhook', configuration };
  const answer = await expectHouse(house, 'POST /notifiers', 201, body);
  return { id: Number(answer.id), secret: String(answer.secret) };
}

const lastOf = (): Received => {
  const last = receiver.received.at(-1);
  if (last === undefined) throw new Error('nothing was received');
  return last;
};

/** What a receiver makes of it, with the library of the Standard Webhooks specification. */
const verify = (secret: string, { body, headers }: Received) =>
  new Webhook(secret).verify(body, headers as Record<string, string>);

test('a webhook is signed as receivers expect it, with the body that the specification names', async () => {
  const { id, secret } = await createWebhook();
  const event = createEvent('event-1', 'alert-1', Date.now());
  await house.database.transaction((transaction) =>
    house.notifications.enqueue(transaction, { ...event, url: 'https://house/alerts/1' }, [id]),
  );
  await house.notifications.deliver();
  // Or the periodic job has it in hand already.
  await expect.poll(() => receiver.received.length).toBe(1);
  const came = lastOf();
  expect(came.path).toBe('/hook');
  expect(came.headers).toMatchObject({
    'content-type': 'application/json',
    'webhook-id': 'event-1',
    'webhook-signature': expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/),
  });
  expect(verify(secret, came)).toEqual({
    type: 'alert.firing',
    timestamp: new Date(event.atMs).toISOString(),
    data: { alert: event.alert, url: 'https://house/alerts/1' },
  });
  const altered = { ...came, body: came.body.replace('critical', 'info') };
  expect(() => verify(secret, altered)).toThrow('No matching signature');
  const renamed = { ...came, headers: { ...came.headers, 'webhook-id': 'event-2' } };
  expect(() => verify(secret, renamed)).toThrow('No matching signature');
});

test('the periodic job delivers without being asked', async () => {
  const { id } = await createWebhook();
  const before = receiver.received.length;
  await house.database.transaction((transaction) =>
    house.notifications.enqueue(transaction, createEvent('event-2', 'a', Date.now()), [id]),
  );
  await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(before + 1);
});

test('after a rotation both secrets sign, until the overlap is over; without one the old ends at once', async () => {
  const { id, secret } = await createWebhook();
  const rotated = await expectHouse(house, `POST /notifiers/${id}/rotate-secret`, 200, {});
  const second = String(rotated.secret);
  expect(second).not.toBe(secret);
  expect(rotated.previous_secret_until).toEqual(expect.any(String));
  await expectHouse(house, `POST /notifiers/${id}/test`, 200);
  expect(verify(secret, lastOf())).toMatchObject({ type: 'alert.test' });
  expect(verify(second, lastOf())).toMatchObject({ type: 'alert.test' });
  const body = { overlap_seconds: 0 };
  const again = await expectHouse(house, `POST /notifiers/${id}/rotate-secret`, 200, body);
  await expectHouse(house, `POST /notifiers/${id}/test`, 200);
  expect(verify(String(again.secret), lastOf())).toMatchObject({ type: 'alert.test' });
  expect(() => verify(second, lastOf())).toThrow('No matching signature');
});

test('a secret is shown once, and stands nowhere in the database', async () => {
  const { id, secret } = await createWebhook('kept');
  const answers = await Promise.all([
    expectHouse(house, `GET /notifiers/${id}`, 200),
    expectHouse(house, 'GET /notifiers', 200),
    expectHouse(house, `PATCH /notifiers/${id}`, 200, { name: 'kept still' }),
    expectHouse(house, `POST /notifiers/${id}/test`, 200),
    expectHouse(house, 'GET /notification-deliveries', 200),
  ]);
  expect(JSON.stringify(answers)).not.toContain('whsec_');
  expect(answers[0]).toMatchObject({ has_secret: true });
  const plain = Buffer.from(secret.slice('whsec_'.length), 'base64').toString('hex');
  const [row] = await house.database.query<{ text: string }>(
    `SELECT (SELECT string_agg(n::text, ' ') FROM notifiers n)
       || (SELECT string_agg(a::text, ' ') FROM audit_logs a) AS text`,
  );
  expect(row?.text).not.toContain(secret);
  expect(row?.text).not.toContain(plain);
});

test('a name is taken once, and free again after its notifier was removed', async () => {
  const { id } = await createWebhook('pager');
  const again = { name: 'pager', kind: 'log' };
  expect(await callHouse(house, 'POST /notifiers', again)).toMatchObject({
    status: 409,
    body: { code: 'conflict', path: 'name' },
  });
  await expectHouse(house, `POST /notifiers/${id}/test`, 200);
  await expectHouse(house, `DELETE /notifiers/${id}`, 204);
  await expectHouse(house, `DELETE /notifiers/${id}`, 404);
  await expectHouse(house, 'POST /notifiers', 201, again);
  const log = await expectHouse(house, `GET /notification-deliveries?notifier_id=${id}`, 200);
  expect(log.data).toMatchObject([{ notifier: 'pager', event_type: 'alert.test', state: 'sent' }]);
  const [row] = await house.database.query(
    'SELECT secret, configuration FROM notifiers WHERE id = $1',
    [id],
  );
  expect(row).toEqual({ secret: null, configuration: {} });
});

test.each([
  [{ kind: 'webhook' }, 400, 'parameter_invalid', 'configuration.url'],
  [{ kind: 'email', configuration: {} }, 400, 'parameter_invalid', 'configuration.to'],
  [
    { kind: 'log', configuration: { url: 'https://a' } },
    400,
    'parameter_invalid',
    'configuration.url',
  ],
  [{ kind: 'email', configuration: { to: ['a@b.example'] } }, 409, 'notifier_unusable', undefined],
  [
    { kind: 'webhook', configuration: { url: 'http://10.0.0.1/' } },
    422,
    'address_refused',
    'configuration.url',
  ],
  [
    { kind: 'webhook', configuration: { url: 'https://a:b@1.1.1.1/' } },
    422,
    'address_refused',
    'configuration.url',
  ],
  [
    { kind: 'webhook', configuration: { url: 'https://1.1.1.1/', header: 'x' } },
    400,
    'parameter_invalid',
    'body.configuration.header',
  ],
  [
    { kind: 'email', configuration: { to: ['a@b.example\r\nBcc: c@d.example'] } },
    400,
    'parameter_invalid',
    'body.configuration.to[0]',
  ],
  [
    { kind: 'email', configuration: { to: ['A <a@b.example>'] } },
    400,
    'parameter_invalid',
    'body.configuration.to[0]',
  ],
  [{ kind: 'pager', configuration: {} }, 400, 'parameter_invalid', 'body.kind'],
])('%j is refused with %i %s', async (given, status, code, path) => {
  const answer = await callHouse(house, 'POST /notifiers', { name: 'wrong', ...given });
  expect(answer).toMatchObject({ status, body: { code, ...(path === undefined ? {} : { path }) } });
});

test('a change of address is checked as a new one is', async () => {
  const { id } = await createWebhook();
  const change = { configuration: { url: 'http://169.254.169.254/latest/meta-data' } };
  expect(await callHouse(house, `PATCH /notifiers/${id}`, change)).toMatchObject({
    status: 422,
    body: { code: 'address_refused' },
  });
});

test('every change has a row in the audit trail, which does not tell the path of a webhook', async () => {
  const { id } = await createWebhook('audited');
  await expectHouse(house, `PATCH /notifiers/${id}`, 200, { enabled: false });
  await expectHouse(house, `PATCH /notifiers/${id}`, 200, { enabled: false });
  await expectHouse(house, `POST /notifiers/${id}/rotate-secret`, 200, {});
  await expectHouse(house, `POST /notifiers/${id}/test`, 200);
  await expectHouse(house, `DELETE /notifiers/${id}`, 204);
  const rows = await house.database.query<{ event_type: string; new_values: unknown }>(
    `SELECT event_type, new_values FROM audit_logs WHERE event_metadata ->> 'id' = $1 ORDER BY id`,
    [String(id)],
  );
  expect(rows.map((row) => row.event_type)).toEqual([
    'notifier_created',
    'notifier_updated',
    'notifier_secret_rotated',
    'notifier_tested',
    'notifier_removed',
  ]);
  expect(JSON.stringify(rows)).toContain(new URL(receiver.url).origin);
  expect(JSON.stringify(rows)).not.toContain('/hook');
});

test('the log of deliveries is filtered, paged, and redelivered from', async () => {
  const { id } = await createWebhook();
  for (let i = 0; i < 3; i++) {
    await house.database.transaction((transaction) =>
      house.notifications.enqueue(transaction, createEvent(`log-${i}`, 'a', Date.now()), [id]),
    );
  }
  await expect
    .poll(
      async () => {
        const path = `GET /notification-deliveries?notifier_id=${id}&state=sent`;
        return ((await expectHouse(house, path, 200)).data as unknown[]).length;
      },
      { timeout: 10_000 },
    )
    .toBe(3);
  const first = await expectHouse(
    house,
    `GET /notification-deliveries?notifier_id=${id}&limit=2`,
    200,
  );
  expect(first.data).toMatchObject([{ event_id: 'log-2' }, { event_id: 'log-1' }]);
  const rest = await expectHouse(
    house,
    `GET /notification-deliveries?notifier_id=${id}&limit=2&cursor=${first.next_cursor}`,
    200,
  );
  expect(rest).toMatchObject({ data: [{ event_id: 'log-0', state: 'sent' }], next_cursor: null });
  const [{ id: delivery } = { id: 0 }] = rest.data as { id: number }[];
  const before = receiver.received.length;
  await expectHouse(house, `POST /notification-deliveries/${delivery}/redeliver`, 200);
  await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(before + 1);
  expect(lastOf().headers['webhook-id']).toBe('log-0');
  await expectHouse(house, 'POST /notification-deliveries/999999/redeliver', 404);
});

test('a webhook whose secret was sealed with another key says so', async () => {
  const { id } = await createWebhook();
  await house.database.query(`UPDATE notifiers SET secret = '\\x01' WHERE id = $1`, [id]);
  expect(await expectHouse(house, `POST /notifiers/${id}/test`, 200)).toMatchObject({
    state: 'failed',
    last_error: expect.stringContaining('SECRET_KEY is another'),
  });
});
