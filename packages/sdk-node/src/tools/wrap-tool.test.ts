import { setTimeout as pause } from 'node:timers/promises';
import { expect, expectTypeOf, test } from 'vitest';
import { openHomepot } from '../../test/open-homepot.ts';

test('a function stays what it is, with its types, its result and its this', async () => {
  const { homepot, rows } = await openHomepot();
  const add = homepot.wrapTool((a: number, b: number) => a + b, { pack: 'sums', name: 'add' });
  expectTypeOf(add).parameters.toEqualTypeOf<[number, number]>();
  expect(add(1, 2)).toBe(3);
  const counter = {
    count: 4,
    read: homepot.wrapTool(
      async function read(this: { count: number }, given: { action: string; at: Date }) {
        await pause(15);
        return { count: this.count, given };
      },
      { pack: 'sums', user: () => 'anna', session: () => 's1' },
    ),
  };
  expect((await counter.read({ action: 'peek', at: new Date() })).count).toBe(4);
  const [first, second] = await rows('tool_usage_logs');
  expect(first).toMatchObject({
    bcp_name: 'sums',
    tool_name: 'add',
    operation: 'call',
    parameters: ['number'],
    outcome: 'ok',
  });
  expect(second).toMatchObject({
    tool_name: 'read',
    operation: 'peek',
    parameters: { action: 'string', at: 'date' },
    user_id: 'anna',
    session_id: 's1',
  });
  const { start_time: start, end_time: end } = second as { start_time: string; end_time: string };
  expect(Date.parse(end) - Date.parse(start)).toBeGreaterThanOrEqual(14);
});

const throwing = (error: unknown) => () => {
  throw error;
};

test.each([
  ['a plain error', throwing(new Error('x')), 'tool_error'],
  ['what is no error', throwing('just text'), 'tool_error'],
  ['a timeout', throwing(new DOMException('x', 'TimeoutError')), 'timeout'],
  [
    'a timeout of a socket',
    throwing(Object.assign(new Error('x'), { code: 'ETIMEDOUT' })),
    'timeout',
  ],
  ['an abort', throwing(new DOMException('x', 'AbortError')), 'cancelled'],
  [
    'an error of a protocol',
    throwing(Object.assign(new Error('x'), { code: -32602 })),
    'protocol_error',
  ],
  [
    'a reply that says so',
    () => ({ isError: true, content: [{ type: 'text', text: 'x' }] }),
    'tool_error',
  ],
])('%s ends a call as it should, synchronous or not', async (_name, tool, outcome) => {
  const { homepot, rows } = await openHomepot();
  const options = { pack: 'p', name: 't' };
  const run = homepot.wrapTool(tool, options);
  const runLater = homepot.wrapTool(async () => tool(), options);
  const before = await runOriginal(tool);
  expect(await runOriginal(run)).toEqual(before);
  expect(await runOriginal(runLater)).toEqual(before);
  const told = await rows('tool_usage_logs');
  expect(told.map((row) => row.outcome)).toEqual([outcome, outcome]);
});

async function runOriginal(tool: () => unknown): Promise<unknown> {
  try {
    return { reply: await tool() };
  } catch (error) {
    return { error };
  }
}

test('a tool that goes on after its caller left is told when the caller leaves', async () => {
  const { homepot, rows } = await openHomepot();
  const ending = new AbortController();
  const wait = homepot.wrapTool(
    async (_options: { signal: AbortSignal }) => void (await pause(60)),
    { pack: 'p', name: 'wait' },
  );
  const waiting = wait({ signal: ending.signal });
  ending.abort();
  await waiting;
  expect(await rows('tool_usage_logs')).toMatchObject([{ outcome: 'cancelled' }]);
});

test('values are told by request only, without secrets; a hook that fails does not stop the tool', async () => {
  const { homepot, rows } = await openHomepot();
  const given = {
    note: 'card 4111 1111 1111 1111, mail anna@example.com',
    password: 'hunter2',
    nested: { authorization: 'Bearer abc.def-123456', microphone: 'on' },
  };
  homepot.wrapTool((_given: object) => 'fine', { pack: 'p', name: 'a', arguments: 'values' })(
    given,
  );
  homepot.wrapTool((_given: object) => 'fine', { pack: 'p', name: 'b', arguments: 'none' })(given);
  const broken = homepot.wrapTool((_given: object) => 'fine', {
    pack: 'p',
    user: () => {
      throw new Error('no user');
    },
  });
  expect(broken(given)).toBe('fine');
  const [values, none] = await rows('tool_usage_logs');
  expect(values?.parameters).toEqual({
    note: 'card [redacted:card], mail [redacted:email]',
    password: '[redacted]',
    nested: { authorization: '[redacted]', microphone: 'on' },
  });
  expect(none).not.toHaveProperty('parameters');
});

test('an operation is a word of a short list, not whatever a caller writes', async () => {
  const { homepot, rows } = await openHomepot();
  const run = homepot.wrapTool((_given: { operation: string }) => 0, { pack: 'p', name: 'n' });
  run({ operation: 'Please delete everything' });
  for (let i = 0; i < 60; i += 1) run({ operation: `op-${i}` });
  const words = new Set((await rows('tool_usage_logs')).map((row) => row.operation));
  expect(words.size).toBe(52);
  expect([words.has('call'), words.has('other')]).toEqual([true, true]);
});
