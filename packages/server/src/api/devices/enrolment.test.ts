import { afterAll, beforeAll, expect, test } from 'vitest';
import { callHouse, expectHouse } from '../../../test/call-house.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await startTestHouse({ settings: { LOGIN_LIMIT_PER_MINUTE: '30' } });
  for (const site_id of ['shop', 'other']) {
    await expectHouse(house, 'POST /sites', 201, { site_id, name: site_id });
  }
});
afterAll(() => house.remove());

const createToken = async (over = {}) =>
  (await expectHouse(house, 'POST /enrolment-tokens', 201, { site_id: 'shop', ...over })) as {
    token: string;
    token_id: string;
  };
const trade = (token: string, over = {}) => callHouse(house, 'POST /enrol', { token, ...over }, '');
const refused = { status: 401, body: { code: 'enrolment_token_invalid' } };

async function lastAudit(): Promise<Record<string, unknown>> {
  const [row] = await house.database.query<Record<string, unknown>>(
    'SELECT event_type, device_id, event_metadata FROM audit_logs ORDER BY id DESC LIMIT 1',
  );
  return row ?? {};
}

test('an enrolment token is shown once, and never stored', async () => {
  const { token, token_id } = await createToken({ segment: 'tills', provenance: 'simulated' });
  expect(token).toMatch(/^hpe_[a-z2-7]{16}_[A-Za-z0-9_-]{43}$/);
  const { data } = await expectHouse(house, 'GET /enrolment-tokens', 200);
  expect(data).toMatchObject([{ token_id, site_id: 'shop', segment: 'tills', used_at: null }]);
  const rows = await house.database.query('SELECT t::text FROM enrolment_tokens t');
  expect(JSON.stringify([data, rows])).not.toContain(token.slice(-43));
});

test('an enrolment token is traded for a credential of a device that is entered by it', async () => {
  const { token, token_id } = await createToken({ segment: 'tills', provenance: 'simulated' });
  const { status, body } = await trade(token, { device_id: 'new-1', name: 'Till 1' });
  expect(status).toBe(201);
  expect(body).toMatchObject({ device_id: 'new-1', site_id: 'shop', report_interval_seconds: 5 });
  const own = await expectHouse(
    house,
    'GET /devices/new-1',
    200,
    undefined,
    String(body.credential),
  );
  expect(own).toMatchObject({ name: 'Till 1', segment: 'tills', provenance: 'simulated' });
  expect(await lastAudit()).toMatchObject({
    event_type: 'device_enrolled',
    device_id: 'new-1',
    event_metadata: { token_id },
  });
  const { data } = await expectHouse(house, 'GET /enrolment-tokens', 200);
  expect(data).toContainEqual(
    expect.objectContaining({ token_id, used_by: 'new-1', used_at: expect.any(String) }),
  );
  expect(await trade(token)).toMatchObject(refused);
  expect(await lastAudit()).toMatchObject({
    event_type: 'enrolment_refused',
    event_metadata: { cause: 'used', token_id },
  });
});

test('an enrolment token gives a name where nobody chose one, and its own name goes first', async () => {
  const unnamed = await trade((await createToken()).token);
  expect(unnamed.body.device_id).toMatch(/^device-[0-9a-f]{10}$/);
  const named = await trade((await createToken({ device_id: 'chosen' })).token, {
    device_id: 'x',
  });
  expect(named.body.device_id).toBe('chosen');
});

test('an enrolment token traded by many at one time gives one credential', async () => {
  const { token } = await createToken();
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, i) => trade(token, { device_id: `race-${i}` })),
  );
  const won = answers.filter(({ status }) => status === 201);
  expect(won).toHaveLength(1);
  for (const answer of answers) if (answer !== won[0]) expect(answer).toMatchObject(refused);
  const rows = await house.database.query(`SELECT 1 FROM devices WHERE device_id LIKE 'race-%'`);
  expect(rows).toHaveLength(1);
});

test('an enrolment token traded by many for one new name gives one device, and the others keep theirs', async () => {
  const tokens = await Promise.all(Array.from({ length: 4 }, () => createToken()));
  const answers = await Promise.all(
    tokens.map(({ token }) => trade(token, { device_id: 'wanted' })),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
  const lost = tokens[answers.findIndex(({ status }) => status === 409)];
  expect(await trade(lost?.token ?? '', { device_id: 'unwanted' })).toMatchObject({
    status: 201,
  });
});

test('an enrolment token enrols a device that is there only where it names it', async () => {
  const taken = await createToken();
  await trade(taken.token, { device_id: 'there' });
  const { token } = await createToken();
  expect(await trade(token, { device_id: 'there' })).toMatchObject({
    status: 409,
    body: { code: 'conflict', path: 'device_id' },
  });
  const named = await createToken({ device_id: 'there', provenance: 'simulated' });
  expect(await trade(named.token)).toMatchObject({ status: 201 });
  const { data } = await expectHouse(house, 'GET /devices/there/credentials', 200);
  // The provenance of a device that is there stays what it is.
  expect(data).toMatchObject([{ provenance: 'real' }, { provenance: 'real' }]);
  expect(
    await callHouse(house, 'POST /enrolment-tokens', { site_id: 'other', device_id: 'there' }),
  ).toMatchObject({ status: 400, body: { path: 'device_id' } });
});

test('an enrolment token does not bring a removed device back, nor follow one that moved', async () => {
  const { token } = await createToken({ device_id: 'mover' });
  await expectHouse(house, 'POST /devices', 201, { device_id: 'mover', site_id: 'shop' });
  await expectHouse(house, 'PATCH /devices/mover', 200, { site_id: 'other' });
  expect(await trade(token)).toMatchObject({ status: 409 });
  await expectHouse(house, 'PATCH /devices/mover', 200, { site_id: 'shop' });
  await expectHouse(house, 'DELETE /devices/mover', 204);
  expect(await trade(token)).toMatchObject({ status: 409 });
  await expectHouse(house, 'PATCH /devices/mover', 200, { is_active: true });
  expect(await trade(token)).toMatchObject({ status: 201 });
});

test.each([
  ['revoked', (id: string) => expectHouse(house, `DELETE /enrolment-tokens/${id}`, 204)],
  [
    'expired',
    (id: string) =>
      house.database.query('UPDATE enrolment_tokens SET expires_at = now() WHERE token_id = $1', [
        id,
      ]),
  ],
])('an enrolment token that is %s is refused, and the audit trail says why', async (cause, end) => {
  const { token, token_id } = await createToken();
  await end(token_id);
  expect(await trade(token)).toMatchObject(refused);
  expect(await lastAudit()).toMatchObject({ event_metadata: { cause, token_id } });
});

test('an enrolment token that was traded cannot be taken back, and the answer says by whom', async () => {
  const { token, token_id } = await createToken();
  await trade(token, { device_id: 'quick' });
  expect(await callHouse(house, `DELETE /enrolment-tokens/${token_id}`)).toMatchObject({
    status: 409,
    body: { code: 'conflict', detail: expect.stringContaining('quick') },
  });
  expect(await lastAudit()).not.toMatchObject({ event_type: 'enrolment_token_revoked' });
});

test('an enrolment token for a site that is not there is not made', async () => {
  expect(await callHouse(house, 'POST /enrolment-tokens', { site_id: 'none' })).toMatchObject({
    status: 400,
    body: { path: 'site_id' },
  });
  await expectHouse(house, 'DELETE /enrolment-tokens/none', 404);
});

test('a device rotates its own credential; both are good for the overlap', async () => {
  const { body } = await trade((await createToken()).token, { device_id: 'turner' });
  const first = String(body.credential);
  const rotate = '/devices/turner/credential/rotate';
  const made = await expectHouse(house, `POST ${rotate}`, 201, { overlap_seconds: 60 }, first);
  for (const credential of [first, String(made.credential)]) {
    await expectHouse(house, 'GET /devices/turner', 200, undefined, credential);
  }
  expect(await callHouse(house, 'POST /devices/chosen/credential/rotate', {}, first)).toMatchObject(
    { status: 403 },
  );
  await expectHouse(house, `POST ${rotate}`, 201, { overlap_seconds: 0 });
  await house.agreed();
  for (const credential of [first, String(made.credential)]) {
    expect(await callHouse(house, 'GET /devices/turner', undefined, credential)).toMatchObject({
      status: 401,
    });
  }
});

test('a credential that was replaced cannot renew itself; an administrator still may', async () => {
  const { body } = await trade((await createToken()).token, { device_id: 'renewer' });
  const first = String(body.credential);
  const rotate = 'POST /devices/renewer/credential/rotate';
  const made = await expectHouse(house, rotate, 201, { overlap_seconds: 60 }, first);
  expect(await callHouse(house, rotate, { overlap_seconds: 60 }, first)).toMatchObject({
    status: 403,
    body: { code: 'not_allowed', detail: expect.stringContaining('replaced already') },
  });
  await expectHouse(house, rotate, 201, { overlap_seconds: 60 });
  expect((await callHouse(house, rotate, {}, String(made.credential))).status).toBe(403);
});

test('wrong tokens are limited by address, good ones are not counted, and few are told', async () => {
  const wrong = `hpe_${'a'.repeat(16)}_${'A'.repeat(43)}`;
  const good = await Promise.all(Array.from({ length: 5 }, () => createToken()));
  for (const { token } of good) expect((await trade(token)).status).toBe(201);
  let limited = 0;
  // Each server counts what it sees.
  const attempts = house.twin === undefined ? 40 : 80;
  for (let i = 0; i < attempts; i += 1) {
    const { status } = await trade(i % 2 === 0 ? wrong : 'nonsense');
    limited += status === 429 ? 1 : 0;
  }
  expect(limited).toBeGreaterThan(5);
  expect(await lastAudit()).toMatchObject({
    event_type: 'enrolment_refused',
    event_metadata: { cause: 'unknown', token_id: null },
  });
});
