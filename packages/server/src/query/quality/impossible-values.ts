/** What cannot be, in SQL over the table `t`: the column or the sense, and the condition. */
export interface Impossible {
  readonly what: string;
  readonly condition: string;
}

const dayMs = 86_400_000;

const outside = (column: string, low: number, high: number): Impossible => ({
  what: column,
  condition: `(t.${column} < ${low} OR t.${column} > ${high})`,
});
const negative = (column: string): Impossible => ({ what: column, condition: `t.${column} < 0` });
const percent = (column: string) => outside(column, 0, 100);

/** A sum that does not add up; numbers of any other form say nothing. */
const targetsDoNotAddUp = `CASE WHEN jsonb_typeof(t.extra_data -> 'total_devices') = 'number'
    AND jsonb_typeof(t.extra_data -> 'successful_pushes') = 'number'
    AND jsonb_typeof(t.extra_data -> 'failed_pushes') = 'number'
  THEN (t.extra_data ->> 'total_devices')::numeric
    < (t.extra_data ->> 'successful_pushes')::numeric + (t.extra_data ->> 'failed_pushes')::numeric
  ELSE false END`;

const ofTable: Readonly<Record<string, readonly Impossible[]>> = {
  health_checks: [outside('response_time_ms', 0, dayMs), outside('status_code', 100, 599)],
  device_metrics: [
    percent('cpu_percent'),
    // A machine that runs uses memory: a zero is a sensor that failed.
    { what: 'memory_percent', condition: '(t.memory_percent <= 0 OR t.memory_percent > 100)' },
    percent('disk_percent'),
    outside('network_latency_ms', 0, dayMs),
    negative('transaction_count'),
    negative('transaction_volume'),
    percent('error_rate'),
    negative('active_connections'),
    negative('queue_depth'),
  ],
  api_request_logs: [
    outside('status_code', 100, 599),
    outside('response_time_ms', 0, dayMs),
    negative('request_size_bytes'),
    negative('response_size_bytes'),
  ],
  user_activities: [negative('duration_ms'), negative('results_count')],
  job_outcomes: [
    negative('duration_ms'),
    negative('retry_count'),
    { what: 'targets_do_not_add_up', condition: targetsDoNotAddUp },
  ],
  error_logs: [{ what: 'resolved_at', condition: 't.resolved_at < t."timestamp"' }],
  tool_usage_logs: [
    { what: 'end_time', condition: 't.end_time < t.start_time' },
    { what: 'outcome', condition: `t.success <> (t.outcome = 'ok')` },
  ],
  performance_metrics: [
    {
      what: 'metric_value',
      condition: `t.metric_value IN ('NaN', 'Infinity', '-Infinity')`,
    },
  ],
};

/** Of the source's own clock, which may run ahead a little. */
const future: Impossible = {
  what: 'timestamp',
  condition: `t."timestamp" > t.received_at + interval '1 hour'`,
};

/** What cannot be in a telemetry table. */
export const impossibleIn = (table: string): readonly Impossible[] => [
  ...(ofTable[table] ?? []),
  future,
];
