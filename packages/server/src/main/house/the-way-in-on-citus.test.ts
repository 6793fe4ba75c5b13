import { rollups, rollupTables, spreadOfRollup, spreads, tables } from '@homepot/catalogue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectHouse } from '../../../test/call-house.ts';
import type { RecordedStatements } from '../../../test/record-statements.ts';
import { recordStatements } from '../../../test/record-statements.ts';
import { createTestDevice } from '../../../test/test-device.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

/** What Citus spreads over machines; see `store/flavours/layout/distribution.ts`. */
const spread = new Set([
  ...Object.keys(spreads),
  'device_performance_hour',
  ...rollups
    .filter((rollup) => spreadOfRollup(rollup) !== undefined)
    .flatMap((rollup) => rollupTables(rollup).map(({ name }) => name)),
]);
const local = new Set(
  [...tables, ...rollups.flatMap(rollupTables)]
    .map(({ name }) => name)
    .filter((name) => !spread.has(name)),
);

/** The tables that a statement reads or writes, as far as its words tell. */
function tablesOf(text: string): string[] {
  const named = text.matchAll(
    /\b(?:FROM|JOIN|INTO|UPDATE|COPY|USING)\s+(?:ONLY\s+)?"?([a-z_]+)"?/gi,
  );
  return [...new Set([...named].map((match) => match[1] ?? ''))].filter(
    (name) => spread.has(name) || local.has(name),
  );
}

let house: TestHouse;
let statements: RecordedStatements;
beforeAll(async () => {
  statements = recordStatements();
  house = await startTestHouse();
});
afterAll(async () => {
  statements.stop();
  await house.remove();
});

const records: Readonly<Record<string, object>> = {
  api_request_logs: { endpoint: '/a', method: 'GET', status_code: 200, response_time_ms: 3 },
  user_activities: { user_id: 'u', activity_type: 'page_view', page_url: '/a', session_id: 's' },
  device_metrics: { device_id: 'pos-1', cpu_percent: 12 },
  error_logs: { category: 'api', severity: 'error', error_message: 'no', device_id: 'pos-1' },
  tool_usage_logs: {
    tool_name: 't',
    bcp_name: 'p',
    user_id: 'u',
    session_id: 's',
    operation: 'run',
    start_time: new Date().toISOString(),
    outcome: 'ok',
  },
  performance_metrics: { metric_name: 'queue', metric_value: 1 },
};

test('on the way in no statement needs tables that Citus spreads and tables that it does not', async () => {
  const credential = await createTestDevice(house, 'pos-1');
  const now = new Date().toISOString();
  for (const sequence of [1, 2]) {
    const report = {
      report_id: `report-${sequence}`,
      sequence,
      measured_at: now,
      sent_at: now,
      status: 'healthy',
      metrics: { cpu_percent: 10 * sequence },
    };
    await expectHouse(house, 'POST /devices/pos-1/health', 200, report, credential);
  }
  for (const [table, record] of Object.entries(records)) {
    await expectHouse(house, `POST /ingest/${table}`, 200, [record]);
  }
  await expectHouse(house, 'POST /devices/pos-1/commands', 201, { action: 'Restart terminal' });
  await house.drained();
  await house.fleet.jobs.reconcile();
  await house.presence.sweep();
  await house.outbox.drain();
  await house.drained();
  const seen = [...statements.texts].map((text) => ({ text, names: tablesOf(text) }));
  const ofSpread = seen.filter(({ names }) => names.some((name) => spread.has(name)));
  // The drain is among them: rows by COPY, and their rollups.
  expect(ofSpread.some(({ text }) => text.startsWith('COPY "device_metrics"'))).toBe(true);
  expect(ofSpread.some(({ names }) => names.includes('api_performance_minute'))).toBe(true);
  const mixed = ofSpread.filter(({ names }) => names.some((name) => local.has(name)));
  expect(mixed.map(({ text }) => text)).toEqual([]);
});
