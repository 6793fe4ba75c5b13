import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callHouse, expectHouse } from '../../test/call-house.ts';
import type { TestHouse } from '../../test/test-house.ts';
import { startTestHouse } from '../../test/test-house.ts';
import type { Inbox } from './test/inbox-fixture.ts';
import { createInbox } from './test/inbox-fixture.ts';

let house: TestHouse;
let inbox: Inbox;
beforeAll(async () => {
  house = await startTestHouse({ settings: { ANALYTICS_ENABLED: 'false' } });
  inbox = createInbox(house);
});
afterAll(() => house.remove());

const minuteMs = 60_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

async function auditOf(fingerprint: string): Promise<readonly string[]> {
  const rows = await house.database.query<{ event_type: string }>(
    `SELECT event_type FROM audit_logs WHERE event_metadata ->> 'fingerprint' = $1 ORDER BY id`,
    [fingerprint],
  );
  return rows.map(({ event_type }) => event_type);
}

describe('a group', () => {
  test('is there once its first error is stored, and counts all like it', async () => {
    await inbox.send(
      {
        error_message: 'Till 7 has no paper',
        device_id: 'pos-1',
        user_id: 'ada',
        timestamp: ago(120 * minuteMs),
      },
      {
        error_message: 'Till 8 has no paper',
        device_id: 'pos-2',
        user_id: 'ada',
        severity: 'warning',
      },
      { error_message: 'Till 9 has no paper', device_id: 'pos-2', severity: 'critical' },
      { error_message: 'Drawer is stuck', category: 'device' },
    );
    const groups = await inbox.list(`search=no paper&start_date=${ago(48 * 60 * minuteMs)}`);
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({
      title: 'Till 7 has no paper',
      category: 'api',
      severity: 'critical',
      status: 'open',
      count: 3,
      devices: 2,
      users: 1,
      regressions: 0,
      merged: 0,
    });
    const series = groups[0]?.series as number[];
    expect(series.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(series.length).toBeGreaterThan(47);
  });

  test('says why its errors were grouped, and shows the latest with what stood around them', async () => {
    await inbox.send({
      error_message: 'TypeError: cart 12 is "lost"',
      stack_trace: 'TypeError: cart\n    at pay (/app/src/pay.js:3:4)',
      device_id: 'pos-9',
      user_id: 'bob',
      timestamp: ago(30 * minuteMs),
    });
    const group = await inbox.show(await inbox.find('cart'));
    expect(group).toMatchObject({
      error_type: 'TypeError',
      explanation: {
        by: 'homepot',
        type: 'TypeError',
        message: 'cart <n> is <quoted>',
        frames: ['pay (src/pay.js)'],
      },
      top_devices: [{ device_id: 'pos-9', count: 1 }],
      top_users: [{ user_id: 'bob', count: 1 }],
      around: { device_id: 'pos-9' },
    });
    expect(group.samples).toMatchObject([
      { error_message: 'TypeError: cart 12 is "lost"', resolved: false },
    ]);
  });

  test('that a sender made says so', async () => {
    await inbox.send(
      { error_message: 'one thing', fingerprint: 'mine.1' },
      { error_message: 'quite another', fingerprint: 'mine.1' },
    );
    const group = await inbox.show('sent:mine.1');
    expect(group).toMatchObject({ count: 2, explanation: { by: 'sender', given: 'mine.1' } });
  });
});

describe('a group goes on', () => {
  test('and becomes as bad as the worst that is stored later', async () => {
    await inbox.send({ error_message: 'slow link', severity: 'info' });
    const fingerprint = await inbox.find('slow link');
    await inbox.send({ error_message: 'slow link', severity: 'info' });
    await inbox.send({ error_message: 'slow link', severity: 'error' });
    await inbox.send({ error_message: 'slow link', severity: 'debug' });
    expect(await inbox.show(fingerprint)).toMatchObject({ severity: 'error', count: 4 });
  });

  test('and began with the error that happened first, in whatever order they came', async () => {
    const [first, second] = [ago(300 * minuteMs), ago(200 * minuteMs)];
    await inbox.send({ error_message: 'late paper', timestamp: second });
    const fingerprint = await inbox.find('late paper');
    await inbox.send({ error_message: 'late paper', timestamp: ago(minuteMs) });
    expect(Date.parse(String((await inbox.show(fingerprint)).first_seen))).toBe(Date.parse(second));
    await inbox.send({ error_message: 'late paper', timestamp: first });
    expect(Date.parse(String((await inbox.show(fingerprint)).first_seen))).toBe(Date.parse(first));
  });

  test('and is unknown where there is none', async () => {
    for (const call of [
      'GET /errors/nothing',
      'PATCH /errors/nothing',
      'POST /errors/nothing/unmerge',
    ]) {
      const body = call.startsWith('PATCH') ? { notes: 'x' } : undefined;
      expect((await callHouse(house, call, body)).body).toMatchObject({
        status: 404,
        code: 'not_found',
      });
    }
  });
});

describe('a resolved group', () => {
  test('resolves its errors up to then, in every list', async () => {
    await inbox.send({ error_message: 'resolved one' }, { error_message: 'resolved one' });
    const fingerprint = await inbox.find('resolved one');
    const after = await inbox.change(fingerprint, { status: 'resolved', notes: 'new cable' });
    expect(after).toMatchObject({ status: 'resolved', resolved_by: 'admin', notes: 'new cable' });
    const rowsOf = async (query: string) =>
      (await expectHouse(house, `GET /analytics/errors?fingerprint=${fingerprint}${query}`, 200))
        .data as Record<string, unknown>[];
    expect(await rowsOf('&resolved=false')).toEqual([]);
    const rows = await rowsOf('&resolved=true');
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      resolved: true,
      resolved_at: after.resolved_at,
      resolved_by: 'admin',
      resolution_notes: 'new cable',
    });
    expect(await inbox.list('search=resolved one')).toEqual([]);
    expect(await inbox.list('search=resolved one&status=resolved')).toHaveLength(1);
    expect(await auditOf(fingerprint)).toEqual(['error_group_resolved']);
  });

  test('is opened by an error that happens later, and not by one that happened before', async () => {
    await inbox.send({ error_message: 'comes back' });
    const fingerprint = await inbox.find('comes back');
    await inbox.change(fingerprint, { status: 'resolved' });
    await house.database.query(
      `UPDATE error_groups SET resolved_at = now() - interval '1 hour' WHERE fingerprint = $1`,
      [fingerprint],
    );
    await inbox.send({ error_message: 'comes back', timestamp: ago(61 * minuteMs) });
    expect(await inbox.show(fingerprint)).toMatchObject({ status: 'resolved', regressions: 0 });
    const happened = ago(59 * minuteMs);
    await inbox.send({ error_message: 'comes back', timestamp: happened });
    expect(await inbox.show(fingerprint)).toMatchObject({
      status: 'open',
      regressions: 1,
      regressed_at: happened.replace('Z', '000Z'),
      resolved_at: null,
    });
    const { data } = await expectHouse(
      house,
      `GET /analytics/errors?fingerprint=${fingerprint}&resolved=true`,
      200,
    );
    expect(data).toEqual([]);
  });

  test('is opened by the sweep where a drain believed it to be open', async () => {
    await inbox.send({ error_message: 'missed one' });
    const fingerprint = await inbox.find('missed one');
    // The step reads that it is open, and remembers it for some seconds.
    await inbox.send({ error_message: 'missed one' });
    await inbox.change(fingerprint, { status: 'resolved' });
    await inbox.send({ error_message: 'missed one' });
    expect(await inbox.show(fingerprint)).toMatchObject({ status: 'resolved' });
    await house.errors.sweep();
    expect(await inbox.show(fingerprint)).toMatchObject({ status: 'open', regressions: 1 });
  });
});

describe('an ignored group', () => {
  test('stays ignored, whatever happens, until its time has passed', async () => {
    await inbox.send({ error_message: 'noise of a fan' });
    const fingerprint = await inbox.find('noise of a fan');
    const until = new Date(Date.now() + 60 * minuteMs).toISOString();
    await inbox.change(fingerprint, { status: 'ignored', ignored_until: until });
    await inbox.send({ error_message: 'noise of a fan' });
    await house.errors.sweep();
    expect(await inbox.show(fingerprint)).toMatchObject({ status: 'ignored', count: 2 });
    await house.database.query(
      `UPDATE error_groups SET ignored_until = now() - interval '1 second' WHERE fingerprint = $1`,
      [fingerprint],
    );
    await house.errors.sweep();
    expect(await inbox.show(fingerprint)).toMatchObject({
      status: 'open',
      ignored_until: null,
      regressions: 0,
    });
  });

  test('for ever stays so', async () => {
    await inbox.send({ error_message: 'noise for ever' });
    const fingerprint = await inbox.find('noise for ever');
    await inbox.change(fingerprint, { status: 'ignored' });
    await inbox.send({ error_message: 'noise for ever' });
    await house.errors.sweep();
    expect(await inbox.show(fingerprint)).toMatchObject({ status: 'ignored' });
    await inbox.change(fingerprint, { status: 'open' });
    expect(await auditOf(fingerprint)).toEqual(['error_group_ignored', 'error_group_reopened']);
  });

  test.each([
    [{ ignored_until: '2999-01-01T00:00:00Z' }, 'needs the status'],
    [{ status: 'ignored', ignored_until: '2001-01-01T00:00:00Z' }, 'in the past'],
    [{ status: 'ignored', ignored_until: 'tomorrow' }, 'no instant'],
  ])('%j is refused', async (change, words) => {
    await inbox.send({ error_message: 'refused change' });
    const fingerprint = await inbox.find('refused change');
    const { body } = await callHouse(house, `PATCH /errors/${fingerprint}`, change);
    expect(body).toMatchObject({
      status: 400,
      code: 'parameter_invalid',
      path: 'body.ignored_until',
    });
    expect(body.detail).toContain(words);
    expect(await inbox.show(fingerprint)).toMatchObject({ status: 'open' });
  });
});

test('a title and notes are kept until they are taken back, and a change of nothing is none', async () => {
  await inbox.send({ error_message: 'has a title' });
  const fingerprint = await inbox.find('has a title');
  await inbox.change(fingerprint, { title: 'The old printer', notes: 'ask ada' });
  await inbox.change(fingerprint, { title: 'The old printer' });
  expect((await inbox.list('search=old printer'))[0]).toMatchObject({ notes: 'ask ada' });
  await inbox.change(fingerprint, { title: null });
  expect(await inbox.show(fingerprint)).toMatchObject({ title: 'has a title', notes: 'ask ada' });
  expect(await auditOf(fingerprint)).toEqual(['error_group_changed', 'error_group_changed']);
});

describe('merged groups', () => {
  let names: string[] = [];
  beforeAll(async () => {
    for (const name of ['alpha', 'beta', 'gamma']) {
      await inbox.send(
        {
          error_message: `merge ${name}`,
          device_id: 'pos-m',
          severity: name === 'beta' ? 'critical' : 'info',
        },
        { error_message: `merge ${name}`, device_id: `pos-${name}` },
      );
    }
    names = await Promise.all(
      ['alpha', 'beta', 'gamma'].map((name) => inbox.find(`merge ${name}`)),
    );
  });
  const at = (i: number) => names[i] ?? '';
  const merge = (into: number, from: readonly number[], more = {}) =>
    callHouse(house, `POST /errors/${at(into)}/merge`, {
      fingerprints: from.map((each) => names[each]),
      ...more,
    });

  test('are counted, shown and dealt with as one', async () => {
    expect((await merge(0, [1, 2])).body).toMatchObject({ parts: [at(1), at(2)].sort() });
    const found = await inbox.list('search=merge');
    expect(found).toMatchObject([
      { fingerprint: at(0), count: 6, devices: 4, merged: 2, severity: 'critical' },
    ]);
    const group = await inbox.show(at(2));
    expect(group).toMatchObject({ fingerprint: at(0), count: 6 });
    expect(group.samples).toHaveLength(5);
    expect((group.parts as unknown[]).length).toBe(2);
    await inbox.change(at(1), { status: 'resolved' });
    const { data } = await expectHouse(
      house,
      `GET /analytics/errors?fingerprint=${names.join(',')}&resolved=true`,
      200,
    );
    expect(data).toHaveLength(6);
  });

  test('are all opened by an error of one part', async () => {
    await house.database.query(
      `UPDATE error_groups SET resolved_at = now() - interval '1 minute' WHERE fingerprint = $1`,
      [at(0)],
    );
    await house.errors.sweep();
    expect(await inbox.show(at(0))).toMatchObject({ status: 'open', regressions: 1 });
  });

  test('are found by a device of one part', async () => {
    expect(await inbox.list('device_id=pos-gamma')).toMatchObject([{ fingerprint: at(0) }]);
    expect(await inbox.list('device_id=pos-gamma&severity=info')).toEqual([]);
  });

  test('that were taken apart stay so, unless somebody insists', async () => {
    const parted = await callHouse(house, `POST /errors/${at(1)}/unmerge`);
    expect(parted.body).toMatchObject({ fingerprint: at(1), status: 'open', parts: [] });
    expect(await inbox.show(at(0))).toMatchObject({ count: 4, merged: 1 });
    for (const [into, from] of [
      [0, [1]],
      [1, [0]],
      [1, [2]],
    ] as const) {
      expect((await merge(into, from)).body).toMatchObject({ status: 409, code: 'groups_parted' });
    }
    expect((await merge(0, [1], { force: true })).status).toBe(200);
    expect(await inbox.show(at(0))).toMatchObject({ count: 6, merged: 2 });
    expect((await merge(0, [1])).status).toBe(200);
  });

  test('cannot be taken apart twice', async () => {
    await callHouse(house, `POST /errors/${at(2)}/unmerge`);
    const again = await callHouse(house, `POST /errors/${at(2)}/unmerge`);
    expect(again.body).toMatchObject({ status: 400, code: 'parameter_invalid' });
    expect(await auditOf(at(2))).toEqual(['error_group_unmerged']);
  });
});

describe('pages', () => {
  test.each(['last_seen', 'first_seen', 'count', 'users'])(
    'by %s have no gap and no repeat',
    async (sort) => {
      for (let i = 0; i < 6; i += 1) {
        const name = `page ${'abcdef'[i]}`;
        await inbox.send(
          ...Array.from({ length: 1 + (i % 3) }, (_, j) => ({
            error_message: `${name} listed`,
            user_id: `user-${j % 2}`,
            timestamp: ago((10 * i + j) * minuteMs),
          })),
        );
      }
      for (const order of ['asc', 'desc']) {
        const seen: Record<string, unknown>[] = [];
        let cursor: unknown = '';
        while (cursor !== null) {
          const query = `search=listed&sort=${sort}&order=${order}&limit=2`;
          const next = cursor === '' ? '' : `&cursor=${cursor}`;
          const body = await expectHouse(house, `GET /errors?${query}${next}`, 200);
          seen.push(...(body.data as Record<string, unknown>[]));
          cursor = body.next_cursor;
        }
        expect(new Set(seen.map(({ fingerprint }) => fingerprint)).size).toBe(6);
        expect(seen).toHaveLength(6);
        const keys = seen.map((group) => group[sort]) as (string | number)[];
        const sorted = keys.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        expect(keys).toEqual(order === 'asc' ? sorted : sorted.toReversed());
      }
    },
  );

  test('of another list are refused', async () => {
    const body = await expectHouse(house, 'GET /errors?search=listed&limit=1', 200);
    const other = await callHouse(
      house,
      `GET /errors?search=liste&limit=1&cursor=${body.next_cursor}`,
    );
    expect(other.body).toMatchObject({ code: 'cursor_invalid' });
  });
});

test('a fingerprint is known by its beginning, unless several begin so', async () => {
  await inbox.send({ error_message: 'x', fingerprint: 'shared.start.one' });
  await inbox.send({ error_message: 'y', fingerprint: 'shared.start.two' });
  expect(await inbox.show('sent:shared.start.o')).toMatchObject({ title: 'x' });
  expect((await callHouse(house, 'GET /errors/sent:shared.start')).body).toMatchObject({
    status: 400,
    path: 'path.fingerprint',
  });
  expect((await callHouse(house, 'GET /errors/sent:sh')).status).toBe(404);
});

test.each([
  ['status=closed', 'query.status'],
  ['severity=loud', 'query.severity'],
  ['category=weather', 'query.category'],
  ['provenance=dreamt', 'query.provenance'],
  ['start_date=2020-01-01', 'query.start_date'],
  ['sort=mood', 'query.sort'],
])('a list of %s is refused', async (query, path) => {
  expect((await callHouse(house, `GET /errors?${query}`)).body).toMatchObject({
    status: 400,
    path,
  });
});
