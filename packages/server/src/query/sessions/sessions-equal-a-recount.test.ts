import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DrainFixture, Lane, TestRow } from '../../../test/drain-ground.ts';
import {
  createBatch,
  createDrainFixture,
  encodeSection,
  noonMs,
} from '../../../test/drain-ground.ts';
import { createSessionsStep } from '../../drain/index.ts';
import { createManualClock } from '../../kernel/index.ts';
import type { Parameters } from '../parameters/parameters.ts';
import { listActivitySessions } from './list-activity-sessions.ts';
import { readSessionTotals } from './read-session-totals.ts';

let fixture: DrainFixture;
let lanes: readonly Lane[];
const idleMs = 30 * 60_000;
const clock = createManualClock(noonMs + 2 * idleMs);
const deps = () => ({ database: fixture.database, clock });

beforeAll(async () => {
  fixture = await createDrainFixture();
  const steps = [createSessionsStep()];
  lanes = [
    await fixture.openLane(undefined, { steps }),
    await fixture.openLane(undefined, { steps }),
  ];
});
afterAll(() => fixture.stop());

/** A row of one of the three tables, with what matters to its session. */
interface Row {
  readonly table: 'user_activities' | 'tool_usage_logs' | 'error_logs';
  readonly activity: string;
  readonly session: string | null;
  readonly user: string | null;
  readonly afterMs: number;
}

const row = fc.record({
  table: fc.constantFrom(
    'user_activities' as const,
    'tool_usage_logs' as const,
    'error_logs' as const,
  ),
  activity: fc.constantFrom('page_view', 'search', 'click', 'session_end', 'named_end'),
  session: fc.option(fc.constantFrom('a', 'b', 'é', 'f,g'), { freq: 6 }),
  user: fc.option(fc.constantFrom('ada', 'Bob', 'Émile'), { freq: 3 }),
  // Of few values, so that rows of one instant meet.
  afterMs: fc.integer({ min: 0, max: 4 }).map((halves) => (halves * idleMs) / 2),
});

const ends: Readonly<Record<string, TestRow>> = {
  session_end: { activity_type: 'custom', element_id: 'session_end' },
  named_end: { activity_type: 'custom', extra_data: '{"name": "session_end"}' },
};

const particular: Readonly<Record<Row['table'], (row: Row) => TestRow>> = {
  user_activities: ({ activity, user }) => ({
    user_id: user ?? 'nobody',
    trust: 'trusted',
    ...(ends[activity] ?? { activity_type: activity }),
  }),
  tool_usage_logs: () => ({
    bcp_name: 'p',
    tool_name: 't',
    operation: 'o',
    trust: 'trusted',
    start_time: noonMs,
    success: true,
    outcome: 'ok',
  }),
  error_logs: () => ({
    category: 'api',
    severity: 'error',
    trust: 'trusted',
    error_message: 'no',
    context: '{}',
    fingerprint: 'f',
    resolved: false,
  }),
};

const sectionOf = (prefix: string, each: Row) =>
  encodeSection(each.table, [
    {
      timestamp: noonMs + each.afterMs,
      received_at: noonMs,
      provenance: 'real',
      session_id: each.session === null ? undefined : prefix + each.session,
      user_id: each.user ?? undefined,
      ...particular[each.table](each),
    },
  ]);

const activity = 'SELECT session_id, user_id, "timestamp" AS at, \'activity\' AS kind';
const recountText = `
WITH rows AS (
  ${activity}, activity_type, coalesce(element_id, extra_data ->> 'name') AS name FROM user_activities
  UNION ALL
  SELECT session_id, user_id, "timestamp", 'tool_call', '', '' FROM tool_usage_logs
  UNION ALL
  SELECT session_id, user_id, "timestamp", 'error', '', '' FROM error_logs
)
SELECT session_id, min(at) AS started_at, max(at) AS last_activity,
  max(at) FILTER (WHERE activity_type = 'custom' AND name = 'session_end') AS said_end,
  (array_agg(user_id ORDER BY at DESC, user_id COLLATE "C" DESC) FILTER (WHERE user_id IS NOT NULL))[1]
    AS user_id,
  count(*) FILTER (WHERE kind = 'activity') AS activities,
  count(*) FILTER (WHERE activity_type = 'page_view') AS page_views,
  count(*) FILTER (WHERE activity_type = 'search') AS searches,
  count(*) FILTER (WHERE kind = 'tool_call') AS tool_calls,
  count(*) FILTER (WHERE kind = 'error') AS errors
FROM rows WHERE starts_with(session_id, $1) GROUP BY 1
ORDER BY min(at) DESC, session_id DESC`;

interface Recounted {
  readonly session_id: string;
  readonly started_at: string;
  readonly last_activity: string;
  readonly said_end: string | null;
}

/** The same session as its list shows it. */
function shown({ said_end, ...session }: Recounted): object {
  const { started_at, last_activity } = session;
  const nowMs = clock.nowMs();
  const hasEnded = said_end !== null && said_end >= last_activity;
  const active = !hasEnded && Date.parse(last_activity) > nowMs - idleMs;
  return {
    ...session,
    provenance: 'real',
    active,
    ended_at: active ? null : last_activity,
    duration_seconds: (Date.parse(last_activity) - Date.parse(started_at)) / 1_000,
  };
}

/** Every page of a list, three sessions at a time. */
async function listAll(parameters: Parameters) {
  const all: { session_id: string; active: boolean; user_id: string | null }[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = { ...parameters, limit: 3, ...(cursor === undefined ? {} : { cursor }) };
    const answer = await listActivitySessions(deps(), page);
    all.push(...answer.data);
    cursor = answer.next_cursor;
  }
  return all;
}

let runs = 0;

test('sessions equal a recount of their rows, in whatever order, over two spools, with replays', async () => {
  const plan = fc.array(
    fc.record({
      rows: fc.array(row, { minLength: 1, maxLength: 6 }),
      lane: fc.nat(1),
      again: fc.boolean(),
    }),
    {
      minLength: 1,
      maxLength: 12,
    },
  );
  await fc.assert(
    fc.asyncProperty(plan, async (batches) => {
      runs += 1;
      const prefix = `run-${runs}:`;
      for (const { rows, lane, again } of batches) {
        const batch = createBatch(rows.map((each) => sectionOf(prefix, each)));
        await lanes[lane]?.drainAll(batch);
        if (again) await lanes[1 - lane]?.drainAll(batch);
      }
      const recounted = await fixture.database.query<Recounted>(recountText, [prefix]);
      const ids = recounted.map(({ session_id }) => session_id);
      if (ids.length === 0) return;
      const session_id = ids.map((id) => id.replaceAll(',', '\\,'));
      const listed = await listAll({ session_id });
      const expected = recounted.map(shown) as typeof listed;
      expect(listed).toEqual(expected);
      const active = await listAll({ session_id, active: true });
      expect(active).toEqual(expected.filter((session) => session.active));
      const ofAda = await listAll({ session_id, user_id: 'ada' });
      expect(ofAda).toEqual(expected.filter(({ user_id }) => user_id === 'ada'));
    }),
    { numRuns: 40 },
  );
}, 30_000);

test('totals are those of the sessions that began in the range', async () => {
  const [recounted] = await fixture.database.query<Record<string, number>>(
    `SELECT count(*)::int AS sessions, sum(tool_calls)::int AS tool_calls, sum(errors)::int AS errors
     FROM (SELECT session_id, min(started_at) AS began, sum(tool_calls) AS tool_calls,
         sum(errors) AS errors FROM activity_sessions GROUP BY 1) s
     WHERE began >= to_timestamp($1)`,
    [noonMs / 1_000 + 600],
  );
  const start_date = new Date(noonMs + 600_000).toISOString();
  const end_date = new Date(noonMs + 4 * idleMs).toISOString();
  const totals = await readSessionTotals(deps(), { start_date, end_date });
  expect(totals).toMatchObject(recounted ?? {});
  expect(totals.errors_per_session).toBeCloseTo(totals.errors / totals.sessions);
});

test('a row whose session is an empty text is in no session, and an empty text is no person', async () => {
  const each = { activity: 'click', user: 'ada', afterMs: 0 } as const;
  const rows: readonly Row[] = [
    { ...each, table: 'user_activities', session: '' },
    { ...each, table: 'tool_usage_logs', session: '' },
    { ...each, table: 'error_logs', session: 'named', user: 'ada' },
    { ...each, table: 'error_logs', session: 'named', user: '', afterMs: idleMs / 2 },
  ];
  await lanes[0]?.drainAll(createBatch(rows.map((row) => sectionOf('', row))));
  expect(await listAll({ session_id: 'named' })).toMatchObject([{ user_id: 'ada', errors: 2 }]);
  const unnamed = await fixture.database.query(
    `SELECT 1 FROM activity_sessions WHERE session_id = ''`,
  );
  expect(unnamed).toEqual([]);
});

test('an hour without sessions has no means, and a broken cursor is told', async () => {
  const start_date = '2020-01-01';
  const end_date = '2020-01-01';
  expect(await readSessionTotals(deps(), { start_date, end_date })).toMatchObject({
    sessions: 0,
    mean_seconds: null,
    errors: 0,
  });
  for (const cursor of ['x', 'W10', Buffer.from('["a","b","c"]').toString('base64url')]) {
    await expect(listActivitySessions(deps(), { cursor })).rejects.toMatchObject({
      code: 'cursor_invalid',
    });
  }
});
