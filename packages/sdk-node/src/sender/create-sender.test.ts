import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openHomepot } from '../../test/open-homepot.ts';
import type { Answer } from '../../test/start-collector.ts';
import { takenAnswer } from '../../test/start-collector.ts';
import { readSettings } from '../options.ts';
import type { Batch } from './batch.ts';
import { createSender } from './create-sender.ts';
import type { Rank } from './entry.ts';
import type { Outcome } from './outcome.ts';

const refuse =
  (status: number, headers: Record<string, string>, body: object): Answer =>
  (_arrived, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
    return true;
  };

/** Each of these once, then everything is taken. */
const first =
  (...answers: readonly Answer[]): Answer =>
  (arrived, response, count) =>
    answers[count - 1]?.(arrived, response, count) ?? false;

test.each([
  ['429', refuse(429, { 'retry-after': '0' }, { code: 'rate_limited' })],
  ['503', refuse(503, { 'retry-after': '0' }, { code: 'spool_full' })],
  ['502 of a gateway', refuse(502, {}, {})],
  [
    'a lost connection',
    ((_arrived, response) => {
      response.destroy();
      return true;
    }) satisfies Answer,
  ],
  [
    'an answer that is cut off',
    ((_arrived, response) => {
      response.writeHead(200, { 'content-length': '500' });
      response.write('{"acc');
      setTimeout(() => response.destroy(), 5);
      return true;
    }) satisfies Answer,
  ],
  ['no answer in time', (() => true) satisfies Answer],
])('after %s the same bytes go again under the same id', async (_name, answer) => {
  const { homepot, collector } = await openHomepot({ sendTimeoutMs: 100 }, first(answer, answer));
  for (let i = 0; i < 40; i += 1) homepot.captureError(new Error(`error number ${i}`));
  expect(await homepot.flush()).toBe(true);
  const { arrived } = collector;
  expect(arrived).toHaveLength(3);
  expect(new Set(arrived.map((one) => one.id)).size).toBe(1);
  expect(arrived[0]?.id).toMatch(
    /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
  );
  expect(arrived[0]?.isCompressed).toBe(true);
  for (const one of arrived) expect(one.bytes.equals(arrived[0]?.bytes as Buffer)).toBe(true);
  expect(homepot.figures()).toMatchObject({ received: 40, sent: 40, rejected: 0, waiting: 0 });
});

test.each([400, 401, 403, 404, 413, 415, 422, 500])(
  'a batch refused with %i is rejected, not sent again, and told once with the path',
  async (status) => {
    const problem = { code: 'batch_invalid', detail: 'No', path: 'records[0].severity' };
    const answer = refuse(status, {}, problem);
    const { homepot, collector, problems } = await openHomepot({}, first(answer, answer));
    homepot.captureError('one');
    await homepot.flush();
    homepot.captureError('two');
    await homepot.flush();
    expect(collector.arrived).toHaveLength(2);
    expect(homepot.figures()).toMatchObject({ received: 2, rejected: 2, sent: 0, waiting: 0 });
    const { path } = problem;
    expect(problems).toEqual([{ code: 'batch_invalid', message: 'No', path, status }]);
  },
);

test('of a batch with bad records the others are sent; duplicates are counted apart', async () => {
  const answer: Answer = (arrived, response) => {
    const rejected = [
      { index: 1, code: 'too_long', path: 'records[1].user_id', message: 'cut it' },
    ];
    response.end(JSON.stringify({ ...JSON.parse(takenAnswer(arrived)), duplicate: 1, rejected }));
    return true;
  };
  const { homepot, problems } = await openHomepot({}, first(answer));
  for (const word of ['a', 'b', 'c']) homepot.captureError(word);
  await homepot.flush();
  expect(homepot.figures()).toEqual({
    received: 3,
    sent: 1,
    duplicate: 1,
    rejected: 1,
    dropped: 0,
    waiting: 0,
  });
  expect(problems).toMatchObject([{ code: 'too_long', path: 'records[1].user_id' }]);
});

test('errors go at once, requests when there are enough of them or it is time', async () => {
  const { homepot, collector } = await openHomepot({ batchRecords: 10, flushIntervalMs: 1_000 });
  const lengths = () => collector.arrived.map((one) => one.records.length);
  const call = homepot.wrapTool(() => 1, { pack: 'p', name: 't' });
  for (let i = 0; i < 9; i += 1) call();
  await pause(40);
  expect(collector.arrived).toHaveLength(0);
  call();
  await expect.poll(lengths).toEqual([10]);
  call();
  await expect.poll(lengths).toEqual([10, 1]);
  homepot.captureError(new Error('at once'));
  await expect.poll(() => lengths().length).toBe(3);
  expect(collector.arrived.at(-1)).toMatchObject({
    table: 'error_logs',
    authorization: 'Bearer hp_ingest_test',
  });
});

test('while the server is away the least is dropped, told once, and the errors arrive', async () => {
  let isAway = true;
  const { homepot, collector, problems } = await openHomepot({ recordsMax: 20 }, (_a, response) => {
    if (isAway) response.destroy();
    return isAway;
  });
  homepot.captureError('the first of all');
  await expect.poll(() => problems.length).toBe(1);
  const call = homepot.wrapTool(() => 1, { pack: 'p', name: 't' });
  for (let i = 0; i < 100; i += 1) {
    call();
    if (i % 10 === 0) homepot.captureError(`error ${i}`);
  }
  expect(homepot.figures()).toMatchObject({ received: 111, dropped: 91, waiting: 20 });
  isAway = false;
  await homepot.flush();
  expect(collector.rows('error_logs')).toHaveLength(11);
  expect(collector.rows('tool_usage_logs')).toHaveLength(9);
  expect(problems.map((problem) => problem.code).sort()).toEqual([
    'records_dropped',
    'unreachable',
  ]);
});

test('without a usable URL and key nothing is sent, nothing throws, and that is told', async () => {
  const cases = [
    [{ url: '127.0.0.1:8000' }, '`url` must be like http://'],
    [{ url: undefined }, '`url` is not given (HOMEPOT_URL'],
    [{ key: undefined }, '`key` is not given (HOMEPOT_KEY'],
    [{ key: 'a b' }, '`key` holds characters'],
  ] as const;
  for (const [given, message] of cases) {
    const { homepot, problems, collector } = await openHomepot(given);
    homepot.captureError(new Error('x'));
    await homepot.flush();
    expect(collector.arrived).toHaveLength(0);
    expect(homepot.figures()).toMatchObject({ received: 1, waiting: 0, sent: 0 });
    expect(problems[0]).toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining(message),
    });
  }
});

test('an address where nothing listens, or that is not that of the server alone, is named', async () => {
  const nowhere = await openHomepot({ url: 'http://127.0.0.1:9' });
  nowhere.homepot.captureError(new Error('x'));
  await nowhere.homepot.close(200);
  expect(nowhere.problems.map(({ message }) => message)).toEqual([
    'The server does not take records (ECONNREFUSED, http://127.0.0.1:9); they wait.',
    'Some records were dropped: the server did not take them in time.',
  ]);

  const below = await openHomepot({}, (_arrived, response) => {
    response.writeHead(404, { 'content-type': 'application/problem+json' });
    response.end('{"code":"not_found","detail":"Not found."}');
    return true;
  });
  below.homepot.captureError(new Error('x'));
  await below.homepot.flush();
  expect(below.problems).toMatchObject([
    { code: 'not_found', message: expect.stringContaining(`${below.collector.url}/; \`url\` is`) },
  ]);
});

test('what PostgreSQL cannot store is taken out of any text', async () => {
  const { homepot, collector } = await openHomepot();
  homepot.captureError(new Error('a\0b\ud800c \\u0000'), { extra: { 'k\0': 'v\0', n: 2 ** 60 } });
  await homepot.flush();
  expect(collector.rows('error_logs')[0]).toMatchObject({
    error_message: 'ab\ufffdc \\u0000',
    context: { k: 'v', n: String(2 ** 60) },
  });
});

test('a hook that throws, and closing twice, harm nobody', async () => {
  const { homepot } = await openHomepot({
    url: undefined,
    onProblem: () => {
      throw new Error('from the hook');
    },
  });
  homepot.captureError('x');
  await homepot.close();
  await homepot.close();
  homepot.captureError('too late');
  expect(homepot.figures()).toMatchObject({ received: 2, rejected: 1, dropped: 1, waiting: 0 });
});

const outcomes: fc.Arbitrary<Outcome> = fc.oneof(
  fc.constant<Outcome>({ kind: 'taken', duplicate: 0, rejected: 0 }),
  fc.constant<Outcome>({ kind: 'refused', problem: { code: 'c', message: 'm', status: 400 } }),
  fc.constant<Outcome>({ kind: 'again', afterMs: undefined, reason: 'r' }),
);

test('whatever the server says, all that was received is settled or waits, and bytes stay with their id', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom<Rank>(0, 1, 2, 3), fc.boolean()), { maxLength: 40 }),
      fc.array(outcomes, { maxLength: 12 }),
      async (appends, answers) => {
        const settings = readSettings({
          url: 'http://x',
          key: 'k',
          recordsMax: 12,
          bytesMax: 400,
          batchRecords: 4,
        });
        const bodies = new Map<string, Uint8Array>();
        const script = [...answers];
        const send = async (batch: Batch): Promise<Outcome> => {
          expect(bodies.get(batch.id) ?? batch.body).toBe(batch.body);
          bodies.set(batch.id, batch.body);
          const outcome = script.shift() ?? { kind: 'taken', duplicate: 0, rejected: 0 };
          return outcome.kind === 'taken' && batch.records > 1
            ? { ...outcome, duplicate: 1 }
            : outcome;
        };
        const sender = createSender(settings, { send, close: () => undefined }, () => undefined);
        const check = () => {
          const { received, sent, duplicate, rejected, dropped, waiting } = sender.figures();
          expect(received).toBe(sent + duplicate + rejected + dropped + waiting);
          expect(waiting).toBeLessThanOrEqual(12);
        };
        for (const [importance, isWaiting] of appends) {
          sender.append('error_logs', { a: 'x'.repeat(importance * 20) }, importance);
          check();
          if (isWaiting) {
            await Promise.resolve();
            check();
          }
        }
        void sender.flush(1);
        await pause(1);
        check();
        await sender.close(1);
        check();
        expect(sender.figures()).toMatchObject({ received: appends.length, waiting: 0 });
      },
    ),
    { numRuns: 60 },
  );
});
