import { deviceNumber } from './generated-tables.ts';

/** A metric that is asked for, and the SQL over rows that would tell the same. */
export interface AskedMetric {
  readonly name: string;
  /** Below `/api/v1/metrics/`, without the range. */
  readonly path: string;
  /** $1 and $2 are the range. */
  readonly rawSql: readonly string[];
}

const inRange = '"timestamp" >= $1 AND "timestamp" < $2';
const statistics = (column: string): string => `count(*), avg(${column}),
  percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY ${column})`;
const device = deviceNumber(7);

const overTime = (table: string, column: string): string =>
  `SELECT date_trunc('day', "timestamp"), ${statistics(column)} FROM ${table} WHERE ${inRange} GROUP BY 1`;

/** Every metric, as the dashboard asks for it. */
export const askedMetrics: readonly AskedMetric[] = [
  {
    name: 'overview',
    path: 'overview?',
    rawSql: [
      'api_request_logs',
      'tool_usage_logs',
      'user_activities',
      'health_checks',
      'device_metrics',
      'error_logs',
      'job_outcomes',
      'performance_metrics',
    ].map((table) => `SELECT count(*) FROM ${table} WHERE ${inRange}`),
  },
  {
    name: 'api-performance',
    path: 'api-performance?',
    rawSql: [
      `SELECT endpoint, method, ${statistics('response_time_ms')} FROM api_request_logs WHERE ${inRange} GROUP BY 1, 2`,
      overTime('api_request_logs', 'response_time_ms'),
    ],
  },
  {
    name: 'api-performance, one endpoint',
    path: `api-performance?endpoint=${encodeURIComponent('/api/v1/resource-3/{id}')}&`,
    rawSql: [
      `SELECT ${statistics('response_time_ms')} FROM api_request_logs
       WHERE ${inRange} AND endpoint = '/api/v1/resource-3/{id}'`,
    ],
  },
  {
    name: 'job-outcomes',
    path: 'job-outcomes?',
    rawSql: [
      `SELECT job_type, status, ${statistics('duration_ms')} FROM job_outcomes WHERE ${inRange} GROUP BY 1, 2`,
      overTime('job_outcomes', 'duration_ms'),
    ],
  },
  {
    name: 'error-trends',
    path: 'error-trends?',
    rawSql: [
      `SELECT date_trunc('day', "timestamp"), category, severity, count(*) FROM error_logs WHERE ${inRange} GROUP BY 1, 2, 3`,
    ],
  },
  {
    name: 'errors-by-tool',
    path: 'errors-by-tool?',
    rawSql: [
      `SELECT tool_context->>'bcp_name', tool_context->>'tool_name', severity, count(*) FROM error_logs
       WHERE ${inRange} AND tool_context IS NOT NULL GROUP BY 1, 2, 3`,
      `SELECT bcp_name, tool_name, outcome, count(*) FROM tool_usage_logs WHERE ${inRange} GROUP BY 1, 2, 3`,
    ],
  },
  {
    name: 'tool-usage',
    path: 'tool-usage?',
    rawSql: [
      `SELECT bcp_name, tool_name, operation, ${statistics('duration_ms')} FROM tool_usage_logs WHERE ${inRange} GROUP BY 1, 2, 3`,
      overTime('tool_usage_logs', 'duration_ms'),
      `SELECT extract(hour FROM "timestamp"), count(*) FROM tool_usage_logs WHERE ${inRange} GROUP BY 1`,
      `SELECT count(DISTINCT user_id), count(DISTINCT session_id) FROM tool_usage_logs WHERE ${inRange}`,
    ],
  },
  {
    name: 'user-activity',
    path: 'user-activity?',
    rawSql: [
      `SELECT activity_type, ${statistics('duration_ms')} FROM user_activities WHERE ${inRange} GROUP BY 1`,
      overTime('user_activities', 'duration_ms'),
      `SELECT count(DISTINCT user_id), count(DISTINCT session_id) FROM user_activities WHERE ${inRange}`,
      `SELECT page_url, count(*) FROM user_activities WHERE ${inRange} GROUP BY 1 ORDER BY 2 DESC LIMIT 50`,
      `SELECT search_query, count(*) FROM user_activities WHERE ${inRange} AND activity_type = 'search' GROUP BY 1 ORDER BY 2 DESC LIMIT 50`,
    ],
  },
  {
    name: 'health',
    path: 'health?',
    rawSql: [
      `SELECT is_healthy, ${statistics('response_time_ms')} FROM health_checks WHERE ${inRange} GROUP BY 1`,
      overTime('health_checks', 'response_time_ms'),
    ],
  },
  {
    name: 'performance-metrics',
    path: 'performance-metrics?',
    rawSql: [
      `SELECT metric_name, aggregation_period, ${statistics('metric_value')} FROM performance_metrics WHERE ${inRange} GROUP BY 1, 2`,
    ],
  },
  {
    name: 'device-performance',
    path: `device-performance/${device}?`,
    rawSql: [
      `SELECT date_trunc('day', "timestamp"), avg(cpu_percent), avg(memory_percent), avg(disk_percent), avg(network_latency_ms)
       FROM device_metrics WHERE ${inRange} AND device_id = '${device}' GROUP BY 1`,
    ],
  },
];
