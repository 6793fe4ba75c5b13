import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DrainFixture } from '../test/drain-fixture.ts';
import { createDrainFixture } from '../test/drain-fixture.ts';
import { encodeSection } from '../test/encode-section.ts';
import { createBatch, noonMs } from '../test/test-rows.ts';
import { createSessionCounts } from './session-counts.ts';
import { createSessionsStep } from './sessions-step.ts';

let fixture: DrainFixture;
beforeAll(async () => {
  fixture = await createDrainFixture();
  await fixture.database.query(
    `WITH u AS (INSERT INTO users (username, email) VALUES ('ada', 'a@x') RETURNING id)
     INSERT INTO user_sessions (session_id, token_hash, user_id, expires_at)
     SELECT 's-' || i, ('\\x0' || i)::bytea, u.id, now() + interval '1 day' FROM u, generate_series(1, 2) i`,
  );
});
afterAll(() => fixture.stop());

const call = (session_id: string) => ({
  timestamp: noonMs,
  received_at: noonMs,
  provenance: 'real',
  bcp_name: 'p',
  tool_name: 't',
  operation: 'o',
  trust: 'trusted',
  session_id,
  start_time: noonMs,
  success: true,
  outcome: 'ok',
});

const readCounts = () =>
  fixture.database.query(
    'SELECT session_id, tool_calls_count, errors_count FROM user_sessions ORDER BY 1',
  );

test('sign-in sessions follow the calls made in them, also those of before a start', async () => {
  const lane = await fixture.openLane(undefined, { steps: [createSessionsStep()] });
  const counts = createSessionCounts(fixture);
  lane.drain.onCommitted(counts.onCommitted);
  const section = encodeSection('tool_usage_logs', ['s-1', 's-1', 's-2', 'other'].map(call));
  await lane.drainAll(createBatch([section]));
  expect(await counts.settle()).toBe(2);
  expect(await counts.settle()).toBe(0);
  await lane.drainAll(createBatch([encodeSection('tool_usage_logs', [call('s-2')])]));
  expect(await counts.settle()).toBe(1);
  expect(await readCounts()).toEqual([
    { session_id: 's-1', tool_calls_count: 2, errors_count: 0 },
    { session_id: 's-2', tool_calls_count: 2, errors_count: 0 },
  ]);
  await fixture.database.query('UPDATE user_sessions SET tool_calls_count = 0');
  expect(await createSessionCounts(fixture).settle()).toBe(2);
  await lane.stop();
});
