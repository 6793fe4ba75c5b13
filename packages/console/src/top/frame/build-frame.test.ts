import { expect, test } from 'vitest';
import type { HouseView } from '../house-view.ts';
import { tableFamilies } from '../table-families.ts';
import { buildFrame } from './build-frame.ts';
import { textOf } from './line.ts';
import { sumLine } from './sum-line.ts';

const job = (number: number) => ({
  job_id: `job-0000000${number}`,
  action: 'Update POS payment config',
  status: 'sending' as const,
  site_id: 'site-001',
  total: 8,
  done: number,
  failed: number > 2 ? 1 : 0,
});

const canned: HouseView = {
  at: '2026-03-02T12:00:00.000Z',
  url: 'http://127.0.0.1:8000',
  version: '0.1.0',
  uptime_seconds: 3_725,
  status: 'ready',
  parts: { database: 'ok', spool: 'ok', drain: 'ok', mqtt: 'off' },
  age_seconds: 0.2,
  session_seconds: 184,
  fleet: {
    total: 1_000,
    by_status: { online: 996, degraded: 2, error: 1, offline: 1, maintenance: 0, unknown: 0 },
  },
  tables: tableFamilies.map(({ table, label }, i) => ({
    table,
    label,
    rows: i === 3 ? 12_345_678 : 400 + i,
    about: i === 3,
    session: i * 1_000,
    per_minute: i * 12.3,
    history: Array.from({ length: 60 }, (_, second) => (second % 6) * i),
  })),
  door: {
    received: 54_321,
    stored: 54_000,
    rejected: 3,
    duplicate: 0,
    filtered: 12,
    quarantined: 0,
    in_spool: 7,
    received_per_minute: 812.4,
    spool_bytes: 1_536,
    lag_entries: 1,
    lag_seconds: 0.3,
  },
  jobs: [1, 2, 3, 4].map(job),
  last_state: {
    at: '2026-03-02T11:59:58.000Z',
    device_id: 'pos-terminal-003',
    text: 'online -> error: Health check: Payment gateway timeout',
    level: 'bad',
  },
  last_error: null,
};

const frameOf = (view: HouseView, columns: number, rows: number) =>
  buildFrame(view, { columns, rows }, 'q ends').map(textOf);

test('80 by 24 shows every section, and nothing beyond the edges', () => {
  const lines = frameOf(canned, 80, 23);
  expect(lines).toMatchInlineSnapshot(`
    [
      "HOMEPOT 0.1.0  http://127.0.0.1:8000  ready  up 1 h 02 min  watching 3 min",
      "",
      "devices  1,000  ████████████████████████████████████████████████████████████▓▒░",
      "         █ 996 online   ▓ 2 degraded   ▒ 1 error   ░ 1 offline",
      "collected                   rows       new a minute  last 2 min",
      "api requests                 400         0        0  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁",
      "user activities              401     1,000       12  ▆▇█▁▃▄▆▇█▁▃▄▆▇█▁▃▄▆▇█▁▃▄▆▇█",
      "device states                402     2,000       25  ▆▇█▁▃▄▆▇█▁▃▄▆▇█▁▃▄▆▇█▁▃▄▆▇█",
      "device metrics  about 12,345,678     3,000       37  ▆▇█▁▃▄▆▇█▁▃▄▆▇█▁▃▄▆▇█▁▃▄▆▇█",
      "health checks                404     4,000       49  ▆▇█▁▃▄▆▇█▁▃▄▆▇█▁▃▄▆▇█▁▃▄▆▇█",
      "job outcomes                 405     5,000       62  ▆▇█▁▃▄▆▇█▁▃▄▆▇█▁▃▄▆▇█▁▃▄▆▇█",
      "error logs                   406     6,000       74  ▆▇█▁▃▄▆▇█▁▃▄▆▇█▁▃▄▆▇█▁▃▄▆▇█",
      "tool calls                   407     7,000       86  ▆▇█▁▃▄▆▇█▁▃▄▆▇█▁▃▄▆▇█▁▃▄▆▇█",
      "door     54,321 received (812 a minute)  3 rejected  12 filtered  0 quarantined",
      "spool    7 on their way, 1 entry and 0.3 s behind, 1.5 KiB",
      "jobs     4 under way",
      "         ██░░░░░░░░░░░░░░ 1/8 sending  Update POS payment config at site-001  j…",
      "         ████░░░░░░░░░░░░ 2/8 sending  Update POS payment config at site-001  j…",
      "         ██████░░░░░░░░░░ 3/8 1 failed sending  Update POS payment config at si…",
      "         ████████░░░░░░░░ 4/8 1 failed sending  Update POS payment config at si…",
      "change   11:59:58  pos-terminal-003  online -> error: Health check: Payment gat…",
      "error    none",
      "q ends",
    ]
  `);
  expect(lines.length).toBeLessThanOrEqual(23);
  expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80);
});

test('200 by 60 has room for every job, longer histories, and air', () => {
  const lines = frameOf(canned, 200, 60);
  expect(lines.filter((line) => line.includes('Update POS payment config'))).toHaveLength(4);
  expect(lines.find((line) => line.includes('collected'))).toContain('last 5 min');
  expect(lines.filter((line) => line === '').length).toBeGreaterThanOrEqual(5);
});

test.each([
  [20, 5],
  [1, 1],
  [40, 10],
])('%i by %i is cut to what fits', (columns, rows) => {
  const lines = frameOf(canned, columns, rows);
  expect(lines.length).toBeLessThanOrEqual(rows);
  expect(lines.every((line) => [...line].length <= columns)).toBe(true);
});

test('a single device in trouble among a thousand has its character in the bar', () => {
  const [, , bar = '', words = ''] = frameOf(canned, 80, 40);
  expect(bar).toContain('▒');
  expect(bar).toContain('░');
  expect(words).toContain('1 error');
  expect([...bar].length).toBeLessThanOrEqual(80);
});

test('a server that is gone is told with the age of the numbers', () => {
  const lines = frameOf({ ...canned, status: 'away', age_seconds: 75 }, 80, 24);
  expect(lines[0]).toContain('no answer');
  expect(lines[1]).toBe('The numbers are 1 min old; the server is asked again.');
  expect(lines.some((line) => line.includes('12,345,678'))).toBe(true);
});

test('an estimate says so, and what may not be seen is not shown as zero', () => {
  const tables = canned.tables.map((table) => ({ ...table, rows: null }));
  const text = frameOf({ ...canned, tables, fleet: null, jobs: null, door: null }, 120, 40);
  expect(frameOf(canned, 80, 24).join('\n')).toContain('about 12,345,678');
  expect(text.filter((line) => line.includes('not shown'))).toHaveLength(11);
});

test('what a device wrote cannot move the cursor', () => {
  const last_state = { ...canned.last_state, text: 'a\u001b[2Jb\r\nc' } as HouseView['last_state'];
  const text = frameOf({ ...canned, last_state }, 80, 24).join('\n');
  expect(text).not.toContain('\u001b');
  expect(text).not.toContain('\r');
});

test('in a pipe a line tells it all', () => {
  expect(sumLine({ ...canned, tables: canned.tables.slice(0, 2) })).toBe(
    '2026-03-02T12:00:00.000Z  ready  devices 996 online 2 degraded 1 error 1 offline  ' +
      'api requests +0 (0/min)  user activities +1,000 (12/min)  rejected 3  on their way 7',
  );
});
