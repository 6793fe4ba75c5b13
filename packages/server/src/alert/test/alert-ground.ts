import { randomUUID } from 'node:crypto';
import type { Json } from '@homepot/catalogue';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { addToHistogram, createHistogram, encodeHistogram } from '../../drain/index.ts';
import { createLog, createManualClock } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import { createPartitions } from '../../store/index.ts';
import type { Alerts } from '../alerts.ts';
import { createAlerts } from '../alerts.ts';
import { enqueue } from '../notify/enqueue.ts';
import type { GivenRule } from '../rules/check-rule.ts';

export const minuteMs = 60_000;
export const hourMs = 3_600_000;

/** An alert as the tests look at it. */
interface FoundAlert {
  readonly id: number;
  readonly rule_name: string;
  readonly subject: string;
  readonly provenance: string;
  readonly state: string;
  readonly since: string;
  readonly fired_at: string | null;
  readonly resolved_at: string | null;
  readonly peak_value: number | null;
  readonly muted_reason: string | null;
  readonly told_at: string | null;
  readonly summary: string;
}

interface SentMessage {
  readonly event_id: string;
  readonly event_type: string;
  readonly summary: string;
  readonly also_count: number;
}

/** A server's alerts on a database of their own, and a clock that a test moves. */
export interface AlertGround {
  readonly database: Database;
  readonly testDatabase: TestDatabase;
  readonly clock: ReturnType<typeof createManualClock>;
  readonly alerts: Alerts;
  readonly published: Json[];
  /** What this server says of itself; a test may change it. */
  readonly own: { diskFreePercent: number; spoolBacklogSeconds: number };
  /** One more server on the same database and clock. */
  createServer(): Alerts;
  /** Moves the clock in steps, of ten seconds unless given, and evaluates at each. */
  run(byMs: number, each?: () => Promise<void>, stepMs?: number): Promise<void>;
  createRule(rule: Partial<GivenRule> & Pick<GivenRule, 'measure' | 'threshold'>): Promise<number>;
  listAlerts(): Promise<readonly FoundAlert[]>;
  listSent(): Promise<readonly SentMessage[]>;
  listMutes(): Promise<readonly { subject: string; reason: string; detail: string }[]>;
  /** Forgets everything, and begins again at `startMs`. */
  clear(): Promise<void>;
  drop(): Promise<void>;
}

/** Emptied before each test; rows are few, so that this is quicker than TRUNCATE. */
const owned = [
  'alerts',
  'alert_mutes',
  'alert_silences',
  'alert_rules',
  'alert_evaluations',
  'alert_leases',
  'server_readings',
  'notification_deliveries',
  'api_performance_minute',
  'tool_usage_minute',
  'server_heartbeats',
  'device_metrics',
  'device_state_history',
  'site_operating_schedules',
  'site_schedule_exceptions',
  'devices',
  'sites',
];

/** 2026-01-01T00:00:00Z, a Thursday. */
export const startMs = 1_767_225_600_000;

/** A clock that a test moves, and sets back for the next one. */
function createRewindableClock() {
  let current = createManualClock(startMs);
  return {
    nowMs: () => current.nowMs(),
    monotonicMs: () => current.monotonicMs(),
    advanceMs: (by: number) => current.advanceMs(by),
    rewind() {
      current = createManualClock(startMs);
    },
  };
}

export async function openAlertGround(): Promise<AlertGround> {
  const testDatabase = await createTestDatabase();
  const { database } = testDatabase;
  const clock = createRewindableClock();
  const published: Json[] = [];
  const own = { diskFreePercent: 60, spoolBacklogSeconds: 0 };
  await createPartitions({ database, clock, log: createLog('fatal') }).ensureAhead();
  await database.query(
    `INSERT INTO notifiers (name, kind, configuration) VALUES ('the log', 'log', '{}')`,
  );
  const createServer = (): Alerts =>
    createAlerts({
      database,
      clock,
      log: createLog('fatal'),
      holdMs: 300_000,
      notifications: {
        enqueue: (transaction, event, ids) => enqueue(transaction, event, ids, clock.nowMs()),
      },
      server: 'test/1',
      readServer: async () => own,
      publish: (data) => published.push(data),
    });
  const alerts = createServer();

  return {
    database,
    testDatabase,
    clock,
    alerts,
    published,
    own,
    createServer,
    async run(byMs, each, stepMs = 10_000) {
      for (const untilMs = clock.nowMs() + byMs; clock.nowMs() < untilMs; ) {
        clock.advanceMs(stepMs);
        await each?.();
        await alerts.evaluate();
      }
    },
    async createRule(rule) {
      const given = { name: `rule ${randomUUID()}`, comparator: 'above' as const, ...rule };
      return (await alerts.rules.create(given, { username: 'ada' })).id;
    },
    listAlerts: () =>
      database.query<FoundAlert>(
        `SELECT id, rule_name, subject, provenance, state, since, fired_at, resolved_at, peak_value,
           muted_reason, told_at, summary FROM alerts ORDER BY since, id`,
      ),
    listSent: () =>
      database.query<SentMessage>(
        `SELECT event_id, event_type, payload #>> '{data,alert,summary}' AS summary,
           (payload #>> '{data,alert,also_count}')::int AS also_count
         FROM notification_deliveries ORDER BY id`,
      ),
    listMutes: () => database.query('SELECT subject, reason, detail FROM alert_mutes ORDER BY id'),
    async clear() {
      await database.query(owned.map((table) => `DELETE FROM ${table}`).join('; '));
      await alerts.stop();
      clock.rewind();
      published.length = 0;
      Object.assign(own, { diskFreePercent: 60, spoolBacklogSeconds: 0 });
    },
    drop: () => testDatabase.drop(),
  };
}

/** Says that the house watches, and up to when what it was sent is stored. */
export async function watch({ database, clock }: Pick<AlertGround, 'database' | 'clock'>) {
  await database.query(
    `INSERT INTO server_heartbeats VALUES ('s', $1, $1, $1)
     ON CONFLICT (server_id) DO UPDATE SET beat_at = $1, stored_until = $1`,
    [new Date(clock.nowMs()).toISOString()],
  );
}

export interface ApiMinute {
  readonly atMs: number;
  readonly endpoint?: string;
  readonly statusClass?: number;
  readonly provenance?: string;
  readonly values: readonly number[];
}

function valuesOf(values: readonly number[]): readonly unknown[] {
  const histogram = createHistogram();
  for (const value of values) addToHistogram(histogram, value);
  const sum = values.reduce((total, value) => total + value, 0);
  return [values.length, sum, encodeHistogram(histogram)];
}

const minuteOf = (atMs: number): string =>
  new Date(Math.floor(atMs / minuteMs) * minuteMs).toISOString();

/** Enters requests of one minute, as a drain of its own does. */
export async function fillApi(
  { database }: Pick<AlertGround, 'database'>,
  { atMs, endpoint = '/a', statusClass = 2, provenance = 'real', values }: ApiMinute,
): Promise<void> {
  const key = [minuteOf(atMs), endpoint, statusClass, provenance, randomUUID()];
  await database.query(
    `INSERT INTO api_performance_minute (bucket, endpoint, method, status_class, service, provenance,
       writer, count, response_time_ms_count, response_time_ms_sum, response_time_ms_histogram)
     VALUES ($1, $2, 'GET', $3, '', $4, $5, $6, $6, $7, $8)`,
    [...key, ...valuesOf(values)],
  );
}

/** Enters tool calls of one minute. */
export async function fillTools(
  { database }: Pick<AlertGround, 'database'>,
  { atMs, outcome = 'ok', values }: { atMs: number; outcome?: string; values: readonly number[] },
): Promise<void> {
  await database.query(
    `INSERT INTO tool_usage_minute (bucket, bcp_name, tool_name, operation, outcome, provenance,
       writer, count, duration_ms_count, duration_ms_sum, duration_ms_histogram)
     VALUES ($1, 'pack', 'tool', 'run', $2, 'real', $3, $4, $4, $5, $6)`,
    [minuteOf(atMs), outcome, randomUUID(), ...valuesOf(values)],
  );
}

/** Enters devices in a site, online since the beginning. */
export async function createDevices(
  { database }: Pick<AlertGround, 'database'>,
  siteId: string,
  deviceIds: readonly string[],
  provenance = 'real',
): Promise<void> {
  await database.query(`INSERT INTO sites (site_id, name) VALUES ($1, $1) ON CONFLICT DO NOTHING`, [
    siteId,
  ]);
  await database.query(
    `INSERT INTO devices (device_id, name, device_type, site_id, status, status_since, provenance)
     SELECT given.id, given.id, 'pos_terminal', sites.id, 'online', $3, $4
     FROM unnest($1::varchar[]) AS given (id), sites WHERE sites.site_id = $2`,
    [deviceIds, siteId, new Date(startMs).toISOString(), provenance],
  );
}

/** Puts a device into another state, in its row and its history. */
export async function putState(
  { database, clock }: Pick<AlertGround, 'database' | 'clock'>,
  deviceId: string,
  state: string,
): Promise<void> {
  const at = new Date(clock.nowMs()).toISOString();
  await database.query(
    `WITH before AS (SELECT status, provenance FROM devices WHERE device_id = $1 AND status <> $2),
     told AS (
       INSERT INTO device_state_history (timestamp, received_at, provenance, device_id,
         previous_state, new_state, changed_by)
       SELECT $3, $3, before.provenance, $1, before.status, $2, 'system' FROM before)
     UPDATE devices SET status = $2, status_since = $3 WHERE device_id = $1 AND status <> $2`,
    [deviceId, state, at],
  );
}

/** Opens a site from one time of day to another, every day. */
export async function openSite(
  { database }: Pick<AlertGround, 'database'>,
  siteId: string,
  [open, close]: readonly [string, string],
): Promise<void> {
  await database.query(
    `INSERT INTO site_operating_schedules (site_id, day_of_week, open_time, close_time)
     SELECT sites.id, day, $2, $3 FROM sites, generate_series(0, 6) AS day WHERE site_id = $1`,
    [siteId, open, close],
  );
}
