import { createLog, systemClock } from '../../../packages/server/src/kernel/index.ts';
import type { Database } from '../../../packages/server/src/store/index.ts';
import { createPartitions } from '../../../packages/server/src/store/index.ts';

const dayMs = 86_400_000;
const days = 10;

/** A day of rows of a thousand devices; each row has every measurement and some JSON. */
const insertDay = `
INSERT INTO device_metrics ("timestamp", received_at, provenance, device_id, cpu_percent,
  memory_percent, disk_percent, network_latency_ms, transaction_count, transaction_volume, currency,
  error_rate, active_connections, queue_depth, extra_metrics)
SELECT at, at + interval '1 second', 'real', 'pos-terminal-' || lpad((i % 1000)::text, 4, '0'),
  50 + 40 * sin(i), 30 + i % 40, i % 100, 5 + i % 90, i % 5000, (i % 100000) / 100.0, 'EUR',
  (i % 100) / 50.0, i % 30, i % 12, jsonb_build_object('seen_by', 'person-' || i % 5000)
FROM generate_series(0, $2::int - 1) AS i,
  LATERAL (SELECT $1::timestamptz + make_interval(secs => i * 86400.0 / $2)) AS placed (at)`;

/** Fills `device_metrics` with rows of the ten days before a midnight. Returns their range. */
export async function loadExportRows(database: Database, rows: number) {
  const untilMs = Math.floor(Date.now() / dayMs) * dayMs;
  const fromMs = untilMs - days * dayMs;
  const partitions = createPartitions({ database, clock: systemClock, log: createLog('silent') });
  for (let atMs = fromMs; atMs < untilMs; atMs += dayMs) {
    await partitions.ensure('device_metrics', [atMs / dayMs]);
    await database.query(insertDay, [new Date(atMs).toISOString(), Math.ceil(rows / days)]);
  }
  return { from: new Date(fromMs).toISOString(), to: new Date(untilMs).toISOString() };
}
