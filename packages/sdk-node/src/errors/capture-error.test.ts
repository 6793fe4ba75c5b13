import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openHomepot } from '../../test/open-homepot.ts';
import { describeError } from './describe-error.ts';

test('an error is told with its causes, its code and where it was', async () => {
  const { homepot, rows } = await openHomepot();
  const socket = Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' });
  const query = new TypeError('no answer', { cause: socket });
  homepot.withContext({ userId: 'anna', sessionId: 's', requestId: 'r-1', endpoint: 'job' }, () => {
    homepot.captureError(new Error('could not save', { cause: query }), {
      severity: 'critical',
      deviceId: 'till-1',
      extra: { order: 17, at: new Date(0) },
    });
  });
  const [row] = await rows('error_logs');
  expect(row).toMatchObject({
    category: 'api',
    severity: 'critical',
    error_message: 'could not save',
    user_id: 'anna',
    session_id: 's',
    request_id: 'r-1',
    endpoint: 'job',
    device_id: 'till-1',
    context: {
      service: 'shop',
      order: 17,
      at: '1970-01-01T00:00:00.000Z',
      causes: [
        { name: 'TypeError', message: 'no answer' },
        { name: 'Error', message: 'connect refused', code: 'ECONNREFUSED' },
      ],
    },
  });
  expect(row?.stack_trace).toMatch(
    /^Error: could not save\n {4}at [\s\S]*\nCaused by: TypeError: no answer\n[\s\S]*\nCaused by: Error: connect refused\n/,
  );
});

test.each([
  ['a text', 'plain', 'plain', undefined],
  ['nothing', undefined, 'undefined', undefined],
  ['an object', { a: 1 }, '{"a":1}', undefined],
  ['an object with a message', { message: 'm', code: 'E1' }, 'm', 'E1'],
  ['a subclass', new RangeError('far'), 'far', 'RangeError'],
  ['a code', Object.assign(new Error('x'), { code: 23_505 }), 'x', '23505'],
  ['many errors', new AggregateError([new Error('a'), 'b'], ''), 'a', 'AggregateError'],
])('%s that is thrown is told', async (_name, thrown, message, code) => {
  const { homepot, rows } = await openHomepot();
  homepot.captureError(thrown);
  const [row] = await rows('error_logs');
  expect([row?.error_message, row?.error_code]).toEqual([message, code]);
});

test('where an error arose is guessed from it', async () => {
  const { homepot, rows } = await openHomepot();
  homepot.captureError(Object.assign(new Error('a'), { code: '23505', severity: 'ERROR' }));
  homepot.captureError(Object.assign(new Error('b'), { code: 'ENOTFOUND' }));
  homepot.captureError(Object.assign(new Error('c'), { name: 'ZodError' }));
  homepot.captureError(new Error('d'), { category: 'device' });
  const told = await rows('error_logs');
  expect(told.map((row) => row.category)).toEqual([
    'database',
    'external_service',
    'validation',
    'device',
  ]);
});

test('an error is told once, however often it passes', async () => {
  const { homepot, rows } = await openHomepot();
  const error = new Error('once');
  for (let i = 0; i < 3; i += 1) homepot.captureError(error);
  expect(await rows('error_logs')).toHaveLength(1);
});

test('hostile errors are described within bounds and never throw', () => {
  const circle = new Error('a');
  circle.cause = circle;
  const trap = new Error('t');
  for (const key of ['message', 'stack', 'cause', 'name', 'code']) {
    Object.defineProperty(trap, key, {
      get() {
        throw new Error('trap');
      },
    });
  }
  const long = new Error('x'.repeat(1_000_000), { cause: new Error('y'.repeat(1_000_000)) });
  for (const error of [
    circle,
    trap,
    long,
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('p');
        },
      },
    ),
  ]) {
    expect(JSON.stringify(describeError(error)).length).toBeLessThan(60_000);
  }
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), (thrown) => {
      expect(typeof describeError(thrown).message).toBe('string');
    }),
  );
});
