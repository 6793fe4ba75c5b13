/** One thing that is made wrong, and by what it is to be found. */
export interface SeededFault {
  readonly table: string;
  readonly kind: string;
  readonly what: string;
  /** Breaks the table; `$1` is a seed by which rows are picked. */
  readonly sql: string;
}

const picked = (table: string, rows: number, where = 'true') =>
  `(SELECT id FROM ${table} WHERE ${where} ORDER BY md5(id::text || $1) LIMIT ${rows})`;
const set = (table: string, change: string, rows = 5, where = 'true') =>
  `UPDATE ${table} SET ${change} WHERE id IN ${picked(table, rows, where)}`;
const again = (table: string, columns: string) =>
  `INSERT INTO ${table} (${columns}, received_at, provenance)
   SELECT ${columns}, received_at, provenance FROM ${table} WHERE id IN ${picked(table, 3)}`;

const [health, metrics, states] = ['health_checks', 'device_metrics', 'device_state_history'];
const impossible = (table: string, what: string, value: string): SeededFault => ({
  table,
  kind: 'impossible_value',
  what,
  sql: set(table, `${what} = ${value}`),
});
const missing = (what: string): SeededFault => ({
  table: metrics,
  kind: 'null',
  what,
  sql: set(metrics, `${what} = NULL`),
});
const state = (what: string, sql: string): SeededFault => ({
  table: states,
  kind: 'state_machine',
  what,
  sql,
});

/** A change and the one after it, of a device that is picked; neither is its first or last. */
const neighbours = `WITH t AS (
    SELECT id, "timestamp", new_state, previous_state,
      lead(id) OVER w AS next_id, lead("timestamp") OVER w AS next_at,
      lead(new_state) OVER w AS next_new, lag(id) OVER w AS before_id,
      lead(id, 2) OVER w AS third_id
    FROM device_state_history WINDOW w AS (PARTITION BY device_id ORDER BY "timestamp", id)),
  pick AS (
    SELECT * FROM t WHERE before_id IS NOT NULL AND third_id IS NOT NULL
      AND next_at > "timestamp" AND next_new <> previous_state
    ORDER BY md5(id::text || $1) LIMIT 1)`;

/** Everything that `homepot validate` promises to find. */
export const seededFaults: readonly SeededFault[] = [
  {
    table: health,
    kind: 'gap',
    what: 'hole',
    sql: `DELETE FROM health_checks WHERE device_id = (
        SELECT device_id FROM devices ORDER BY md5(device_id || $1) LIMIT 1)
      AND "timestamp" BETWEEN now() - interval '4 days' AND now() - interval '3 days'`,
  },
  missing('memory_percent'),
  missing('network_latency_ms'),
  missing('transaction_volume'),
  {
    table: health,
    kind: 'null',
    what: 'response_time_ms',
    sql: set(health, 'response_time_ms = NULL'),
  },
  {
    table: health,
    kind: 'null',
    what: 'error_message',
    sql: set(health, 'error_message = NULL', 3, 'NOT is_healthy'),
  },
  impossible(metrics, 'cpu_percent', '140'),
  impossible(metrics, 'memory_percent', '0'),
  impossible(metrics, 'network_latency_ms', '-5'),
  impossible(metrics, 'queue_depth', '-1'),
  impossible(health, 'response_time_ms', '90000000'),
  impossible('api_request_logs', 'response_time_ms', '-1'),
  impossible('job_outcomes', 'duration_ms', '-1'),
  impossible('tool_usage_logs', 'end_time', `start_time - interval '1 s'`),
  {
    table: metrics,
    kind: 'impossible_value',
    what: 'transaction_count',
    sql: set(metrics, 'transaction_count = 1000000', 2),
  },
  {
    table: 'error_logs',
    kind: 'impossible_value',
    what: 'timestamp',
    sql: set('error_logs', `received_at = "timestamp" - interval '2 h'`),
  },
  {
    table: health,
    kind: 'duplicate',
    what: 'device_id+timestamp',
    sql: again(health, '"timestamp", device_id, is_healthy, response_time_ms, error_message'),
  },
  {
    table: metrics,
    kind: 'duplicate',
    what: 'device_id+timestamp',
    sql: again(
      metrics,
      '"timestamp", device_id, cpu_percent, memory_percent, disk_percent, network_latency_ms, transaction_count, transaction_volume, error_rate, active_connections, queue_depth',
    ),
  },
  ...['device_metrics', 'error_logs', 'job_outcomes'].map((table) => ({
    table,
    kind: 'unknown_reference',
    what: 'device_id',
    sql: set(table, `device_id = 'ghost'`, 2, 'device_id IS NOT NULL'),
  })),
  {
    table: 'job_outcomes',
    kind: 'unknown_reference',
    what: 'job_id',
    sql: `DELETE FROM job_outcomes WHERE id IN ${picked('job_outcomes', 2, 'device_id IS NULL')}`,
  },
  {
    table: 'job_outcomes',
    kind: 'unknown_reference',
    what: 'site_id',
    sql: set('job_outcomes', `extra_data = '{"site_id":"nowhere"}'`, 2, 'device_id IS NULL'),
  },
  state('unknown_state', set(states, `new_state = 'sleepy'`, 1)),
  state(
    'repeated_state',
    `${neighbours} UPDATE device_state_history h SET new_state = h.previous_state
     FROM pick WHERE h.id = pick.id`,
  ),
  state(
    'out_of_order',
    `${neighbours} UPDATE device_state_history h
     SET "timestamp" = CASE WHEN h.id = pick.id THEN pick.next_at ELSE pick."timestamp" END
     FROM pick WHERE h.id IN (pick.id, pick.next_id)`,
  ),
  state(
    'broken_chain',
    `${neighbours} DELETE FROM device_state_history h USING pick WHERE h.id = pick.id`,
  ),
  {
    table: 'error_logs',
    kind: 'too_few_rows',
    what: 'rows',
    sql: `DELETE FROM error_logs WHERE id NOT IN ${picked('error_logs', 900)}`,
  },
  {
    table: 'tool_usage_logs',
    kind: 'short_span',
    what: 'days',
    sql: `DELETE FROM tool_usage_logs WHERE "timestamp" < now() - interval '5 days' AND $1::text <> ''`,
  },
];
