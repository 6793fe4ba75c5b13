import { toolUsageLogs } from '@homepot/catalogue';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Parameters } from '../parameters/parameters.ts';
import type { MetricHouse } from './test/metric-house.ts';
import { nowMs, startMetricHouse } from './test/metric-house.ts';
import { readToolRetryLoops } from './tool-retry-loops.ts';

let place: MetricHouse;
beforeAll(async () => {
  place = await startMetricHouse();
  // The day has its partition once a row of it came by the door.
  const thing = { bcp_name: 'stock', tool_name: 'find', operation: 'one' };
  await place.send('tool_usage_logs', [{ ...thing, ...shapeOf(startMs, 'ok') }], 'real');
});
afterAll(() => place.house.remove());
beforeEach(async () => {
  await place.house.database.query('TRUNCATE tool_usage_logs');
});

interface Call {
  readonly atMs: number;
  readonly outcome: string;
  readonly bcp_name: string;
  readonly tool_name: string;
  readonly operation: string;
  readonly session_id: string | null;
  readonly user_id: string | null;
  readonly provenance: string;
}

const startMs = nowMs - 3_600_000;

const usual = {
  atMs: startMs,
  outcome: 'tool_error',
  bcp_name: 'stock',
  tool_name: 'find',
  operation: 'one',
  session_id: 's-1',
  user_id: 'mary',
  provenance: 'real',
} as const satisfies Call;

function shapeOf(atMs: number, outcome: string) {
  const at = new Date(atMs).toISOString();
  return { timestamp: at, start_time: at, success: outcome === 'ok', outcome };
}

const columns = `timestamp timestamptz, received_at timestamptz, provenance varchar, bcp_name varchar,
  tool_name varchar, operation varchar, user_id varchar, session_id varchar, start_time timestamptz,
  success boolean, outcome varchar`;
const names = columns.replaceAll(/(\w+) \w+/g, '$1');

/** Stored at once, so that each run of the property costs one statement. */
async function store(calls: readonly Call[]): Promise<void> {
  const rows = calls.map(({ atMs, ...call }) => {
    const shape = shapeOf(atMs, call.outcome);
    return { ...call, ...shape, received_at: shape.timestamp };
  });
  await place.house.database.query(
    `INSERT INTO ${toolUsageLogs.name} (${names})
     SELECT ${names} FROM jsonb_to_recordset($1) AS call (${columns})`,
    [JSON.stringify(rows)],
  );
}

/** Calls at these seconds, `ok` where the sign is negative. */
const callsAt = (seconds: readonly number[], more: Partial<Call> = {}): Call[] =>
  seconds.map((second) => ({
    ...usual,
    atMs: startMs + Math.abs(second) * 1_000,
    outcome: second < 0 ? 'ok' : 'timeout',
    ...more,
  }));

const loops = async (parameters: Parameters = {}) =>
  (await readToolRetryLoops(place.deps, parameters)).data;

test('three failing calls in a row are a loop, with what they ended in and whether it was of use', async () => {
  await store([
    ...callsAt([10, 70, 130, -140, 150]),
    ...callsAt([10, 20, 30], { session_id: null, user_id: 'joe', outcome: 'tool_error' }),
  ]);
  const instant = (second: number) =>
    new Date(startMs + second * 1_000).toISOString().replace('Z', '000Z');
  const thing = { bcp_name: 'stock', tool_name: 'find', operation: 'one', provenance: 'real' };
  const none = { tool_error: 0, protocol_error: 0, timeout: 0, cancelled: 0 };
  expect(await loops()).toEqual([
    {
      ...thing,
      session_id: 's-1',
      user_id: 'mary',
      first_at: instant(10),
      last_at: instant(130),
      calls: 3,
      outcomes: { ...none, timeout: 3 },
      succeeded: true,
    },
    {
      ...thing,
      session_id: null,
      user_id: 'joe',
      first_at: instant(10),
      last_at: instant(30),
      calls: 3,
      outcomes: { ...none, tool_error: 3 },
      succeeded: false,
    },
  ]);
});

test.each([
  ['two failing calls', callsAt([10, 20])],
  ['a success between them', callsAt([10, 20, -30, 40, 50])],
  ['more than a minute between two', callsAt([10, 20, 80.001, 90])],
  ['another operation', [...callsAt([10, 20]), ...callsAt([30], { operation: 'all' })]],
  ['another session', [...callsAt([10, 20]), ...callsAt([30], { session_id: 's-2' })]],
  ['another origin', [...callsAt([10, 20]), ...callsAt([30], { provenance: 'simulated' })]],
  ['callers that nobody knows', callsAt([10, 20, 30], { session_id: null, user_id: null })],
  ['callers without a name', callsAt([10, 20, 30], { session_id: '', user_id: '' })],
])('%s: no loop', async (_, calls) => {
  await store(calls);
  expect(await loops()).toEqual([]);
});

test('a session whose name is that of a person is another caller', async () => {
  await store([
    ...callsAt([10, 20], { session_id: 'x', user_id: null }),
    ...callsAt([30, 40], { session_id: null, user_id: 'x' }),
  ]);
  expect(await loops()).toEqual([]);
});

const callerOf = ({ session_id: session, user_id: person }: Call): string | undefined => {
  if (session) return `session ${session}`;
  return person ? `person ${person}` : undefined;
};

/** The loops of the calls of one caller, in order. */
function loopsOf(ordered: readonly Call[]) {
  const told: { calls: readonly Call[]; succeeded: boolean }[] = [];
  let open: Call[] = [];
  for (const call of [...ordered, undefined]) {
    const before = open.at(-1);
    const isNear = call !== undefined && call.atMs - (before?.atMs ?? call.atMs) <= 60_000;
    if (!isNear || call.outcome === 'ok') {
      if (open.length >= 3) told.push({ calls: open, succeeded: isNear });
      open = [];
    }
    if (call !== undefined && call.outcome !== 'ok') open.push(call);
  }
  return told;
}

/** What the loops are, in plain words of a program. */
function recount(calls: readonly Call[]) {
  const known = calls.filter((call) => callerOf(call) !== undefined);
  const groups = Map.groupBy(known, (call) =>
    [call.provenance, call.operation, callerOf(call)].join('|'),
  );
  return [...groups.values()]
    .flatMap(loopsOf)
    .map(({ calls: inLoop, succeeded }) => ({
      session_id: inLoop[0]?.session_id || null,
      user_id: inLoop.findLast(({ user_id }) => user_id)?.user_id ?? null,
      operation: inLoop[0]?.operation,
      provenance: inLoop[0]?.provenance,
      firstMs: inLoop[0]?.atMs ?? 0,
      lastMs: inLoop.at(-1)?.atMs ?? 0,
      calls: inLoop.length,
      timeouts: inLoop.filter(({ outcome }) => outcome === 'timeout').length,
      succeeded,
    }))
    .sort((a, b) => b.lastMs - a.lastMs);
}

async function readAll() {
  const all: Awaited<ReturnType<typeof loops>>[number][] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = { limit: 2, ...(cursor === undefined ? {} : { cursor }) };
    const answer = await readToolRetryLoops(place.deps, page);
    all.push(...answer.data);
    cursor = answer.next_cursor;
  }
  return all.map(({ first_at, last_at, outcomes, bcp_name: _p, tool_name: _t, ...loop }) => ({
    ...loop,
    firstMs: Date.parse(first_at),
    lastMs: Date.parse(last_at),
    timeouts: outcomes.timeout,
  }));
}

/** Mostly the first. */
const mostly = <T>(usually: T, ...others: readonly T[]) =>
  fc.oneof(
    { arbitrary: fc.constant(usually), weight: 6 },
    { arbitrary: fc.constantFrom(...others), weight: 1 },
  );

const steps = fc.array(
  fc.record({
    // Of few values beside the edge; each instant is another, so that there is one order.
    gapMs: mostly(20_000, 1, 59_999, 60_000, 60_001),
    outcome: fc.oneof(mostly('tool_error', 'timeout', 'cancelled'), mostly('tool_error', 'ok')),
    operation: mostly('one', 'all'),
    session_id: mostly<string | null>('s-1', 'x', '', null),
    user_id: mostly<string | null>('mary', 'x', '', null),
    provenance: mostly('real', 'simulated'),
  }),
  { minLength: 10, maxLength: 60 },
);

test('loops equal a recount by a plain program, over all pages and with every filter', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      await place.house.database.query('TRUNCATE tool_usage_logs');
      let atMs = startMs;
      const calls = given.map(({ gapMs, ...step }): Call => {
        atMs += gapMs;
        return { ...usual, ...step, atMs };
      });
      await store(calls);
      const expected = recount(calls);
      found += expected.length;
      expect(await readAll()).toEqual(expected);
      for (const [name, value] of [
        ['session_id', 's-1'],
        ['user_id', 'mary'],
        ['operation', 'all'],
        ['provenance', 'simulated'],
      ] as const) {
        const some = await loops({ [name]: value });
        expect(some).toHaveLength(expected.filter((each) => each[name] === value).length);
      }
    }),
    { numRuns: 60 },
  );
  expect(found).toBeGreaterThan(60);
}, 30_000);

test('the range is exact, and a cursor of other filters is refused', async () => {
  await store(callsAt([10, 20, 30, 100, 110, 120]));
  const at = (second: number) => new Date(startMs + second * 1_000).toISOString();
  expect(await loops({ start_date: at(10), end_date: at(30) })).toEqual([]);
  expect(await loops({ start_date: at(10), end_date: at(30.001) })).toHaveLength(1);
  const { next_cursor } = await readToolRetryLoops(place.deps, { limit: 1 });
  const cursor = next_cursor ?? '';
  expect(await loops({ cursor })).toHaveLength(1);
  await expect(loops({ cursor, tool_name: 'find' })).rejects.toMatchObject({
    code: 'cursor_invalid',
  });
  await expect(loops({ provenance: 'nice' })).rejects.toMatchObject({ code: 'parameter_invalid' });
});
