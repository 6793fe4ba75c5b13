/** How the numbers of a measure come out of the minutes of a rollup. */
export type AlertTake = 'mean' | 'p95' | 'share' | 'rate' | 'count';

/** Where the numbers of a measure come from. */
export type AlertSource =
  /** The minutes of a rollup family. */
  | {
      readonly kind: 'rollup';
      readonly family: string;
      readonly take: AlertTake;
      /** The value of the family that `mean` and `p95` are of. */
      readonly value?: string;
      /** The dimension, and its values, that `share` counts. */
      readonly hits?: { readonly dimension: string; readonly values: readonly string[] };
      /** Rows that count at all. */
      readonly only?: { readonly dimension: string; readonly values: readonly string[] };
    }
  /** The measurements that each device sent, by minute. */
  | {
      readonly kind: 'device_metric';
      readonly column: 'cpu_percent' | 'memory_percent' | 'disk_percent';
    }
  /** Transactions of devices, by minute, while their site was closed. */
  | { readonly kind: 'closed_activity' }
  /** What each server says of itself, by minute. */
  | {
      readonly kind: 'server';
      readonly column: 'disk_free_percent' | 'spool_backlog_seconds' | 'retention_failures';
    }
  /** The state of each device, now. */
  | {
      readonly kind: 'device_state';
      readonly state: 'offline' | 'silent' | 'error' | 'maintenance';
    };

export type AlertUnit = 'ms' | '%' | 's' | 'per_minute' | 'count' | 'number';

/** Something that an alert rule can watch. */
export interface AlertMeasure {
  /** A noun phrase, e.g. `mean response time`. */
  readonly title: string;
  readonly description: string;
  readonly unit: AlertUnit;
  /** What its count counts, in the plural. */
  readonly counted: string;
  readonly source: AlertSource;
  /** What it can be filtered by. */
  readonly filters: readonly string[];
  /** What it can be watched apart by; measures of devices and servers always are. */
  readonly groups: readonly string[];
  /** What each of its subjects is, where that is fixed. */
  readonly each?: 'device' | 'server';
  /** A filter without which it says nothing. */
  readonly needs?: string;
}

const api = {
  counted: 'requests',
  filters: ['endpoint', 'method', 'service'],
  groups: ['endpoint', 'method', 'service'],
} as const;
const tool = {
  counted: 'calls',
  filters: ['bcp_name', 'tool_name', 'operation'],
  groups: ['bcp_name', 'tool_name', 'operation'],
} as const;
const device = {
  filters: ['device_id', 'site_id', 'segment'],
  groups: [],
  each: 'device',
} as const;
const server = { filters: ['server'], groups: [], each: 'server', counted: 'readings' } as const;

const apiTime = { kind: 'rollup', family: 'api_performance', value: 'response_time_ms' } as const;
const toolTime = { kind: 'rollup', family: 'tool_usage', value: 'duration_ms' } as const;

/** Everything that an alert rule can watch, once. */
const alertMeasures = {
  api_response_time_avg: {
    ...api,
    title: 'mean response time',
    description: 'Mean response time of the requests in the window.',
    unit: 'ms',
    source: { ...apiTime, take: 'mean' },
  },
  api_response_time_p95: {
    ...api,
    title: '95th percentile of the response time',
    description: 'Response time that 95 % of the requests in the window do not exceed, within 2 %.',
    unit: 'ms',
    source: { ...apiTime, take: 'p95' },
  },
  api_error_rate: {
    ...api,
    title: 'share of failed requests',
    description: 'Requests with a status of 400 or more, in percent of all.',
    unit: '%',
    source: {
      kind: 'rollup',
      family: 'api_performance',
      take: 'share',
      hits: { dimension: 'status_class', values: ['4', '5'] },
    },
  },
  api_server_error_rate: {
    ...api,
    title: 'share of server errors',
    description: 'Requests with a status of 500 or more, in percent of all.',
    unit: '%',
    source: {
      kind: 'rollup',
      family: 'api_performance',
      take: 'share',
      hits: { dimension: 'status_class', values: ['5'] },
    },
  },
  api_request_rate: {
    ...api,
    title: 'rate of requests',
    description: 'Requests a minute over the window. No request is a rate of 0.',
    unit: 'per_minute',
    source: { kind: 'rollup', family: 'api_performance', take: 'rate' },
  },
  tool_success_rate: {
    ...tool,
    title: 'share of successful tool calls',
    description: 'Tool calls with the outcome ok, in percent of all.',
    unit: '%',
    source: {
      kind: 'rollup',
      family: 'tool_usage',
      take: 'share',
      hits: { dimension: 'outcome', values: ['ok'] },
    },
  },
  tool_error_rate: {
    ...tool,
    title: 'share of failed tool calls',
    description: 'Tool calls with another outcome than ok, in percent of all.',
    unit: '%',
    source: {
      kind: 'rollup',
      family: 'tool_usage',
      take: 'share',
      hits: {
        dimension: 'outcome',
        values: ['tool_error', 'protocol_error', 'timeout', 'cancelled'],
      },
    },
  },
  tool_duration_avg: {
    ...tool,
    title: 'mean duration of tool calls',
    description: 'Mean duration of the tool calls in the window.',
    unit: 'ms',
    source: { ...toolTime, take: 'mean' },
  },
  tool_duration_p95: {
    ...tool,
    title: '95th percentile of the duration of tool calls',
    description: 'Duration that 95 % of the tool calls in the window do not exceed, within 2 %.',
    unit: 'ms',
    source: { ...toolTime, take: 'p95' },
  },
  job_success_rate: {
    title: 'share of devices on which a job succeeded',
    description: 'Devices that a job succeeded on, in percent of those it ended on.',
    unit: '%',
    counted: 'devices',
    filters: ['job_type'],
    groups: ['job_type'],
    source: {
      kind: 'rollup',
      family: 'job_outcomes',
      take: 'share',
      hits: { dimension: 'status', values: ['success'] },
      only: { dimension: 'has_device', values: ['1', 'true'] },
    },
  },
  error_count: {
    title: 'number of errors',
    description: 'Errors in the window. None is 0.',
    unit: 'count',
    counted: 'errors',
    filters: ['category', 'severity'],
    groups: ['category', 'severity'],
    source: { kind: 'rollup', family: 'error_trends', take: 'count' },
  },
  health_success_rate: {
    title: 'share of healthy checks',
    description: 'Health checks that found a device healthy, in percent of all.',
    unit: '%',
    counted: 'health checks',
    filters: [],
    groups: [],
    source: {
      kind: 'rollup',
      family: 'health_checks_summary',
      take: 'share',
      hits: { dimension: 'is_healthy', values: ['1', 'true'] },
    },
  },
  performance_metric: {
    title: 'mean of a performance metric',
    description: 'Mean of a named number of `performance_metrics`, chosen by `metric_name`.',
    unit: 'number',
    counted: 'values',
    filters: ['metric_name', 'aggregation_period'],
    groups: ['metric_name', 'aggregation_period'],
    needs: 'metric_name',
    source: {
      kind: 'rollup',
      family: 'performance_values',
      take: 'mean',
      value: 'metric_value',
    },
  },
  device_cpu_percent: {
    ...device,
    title: 'processor use',
    description:
      'Mean of the processor use of the device in the window, weighted by time: what it said stands until it says something else.',
    unit: '%',
    counted: 'measurements',
    source: { kind: 'device_metric', column: 'cpu_percent' },
  },
  device_memory_percent: {
    ...device,
    title: 'memory use',
    description:
      'Mean of the memory use of the device in the window, weighted by time: what it said stands until it says something else.',
    unit: '%',
    counted: 'measurements',
    source: { kind: 'device_metric', column: 'memory_percent' },
  },
  device_disk_percent: {
    ...device,
    title: 'disk use',
    description:
      'Mean of the disk use of the device in the window, weighted by time: what it said stands until it says something else.',
    unit: '%',
    counted: 'measurements',
    source: { kind: 'device_metric', column: 'disk_percent' },
  },
  device_offline: {
    ...device,
    title: 'time offline',
    description: 'How long the device has been in the state offline.',
    unit: 's',
    counted: 'devices',
    source: { kind: 'device_state', state: 'offline' },
  },
  device_silent: {
    ...device,
    title: 'time without data',
    description:
      'How long no report of the device has come; time in which HOMEPOT itself was down does not count, nor does a device in maintenance or one that never reported.',
    unit: 's',
    counted: 'devices',
    source: { kind: 'device_state', state: 'silent' },
  },
  device_error: {
    ...device,
    title: 'time in error',
    description:
      'How long the device has been in the state error: it reports, and says that it does not work.',
    unit: 's',
    counted: 'devices',
    source: { kind: 'device_state', state: 'error' },
  },
  active_while_closed: {
    ...device,
    title: 'number of transactions while the site is closed',
    description:
      'Transactions of the device in the window, where the schedule of its site says closed for the whole window.',
    unit: 'count',
    counted: 'transactions',
    source: { kind: 'closed_activity' },
  },
  maintenance_overdue: {
    ...device,
    title: 'time in maintenance outside maintenance windows',
    description:
      'How long the device has been in maintenance, without the time within the maintenance windows of its site.',
    unit: 's',
    counted: 'devices',
    source: { kind: 'device_state', state: 'maintenance' },
  },
  server_disk_free_percent: {
    ...server,
    title: 'free disk space',
    description: 'Space that is left on the disk of the data folder of each server.',
    unit: '%',
    source: { kind: 'server', column: 'disk_free_percent' },
  },
  spool_backlog: {
    ...server,
    title: 'age of the oldest record that waits to be stored',
    description:
      'How long the oldest record in the spool of each server has waited for the database.',
    unit: 's',
    source: { kind: 'server', column: 'spool_backlog_seconds' },
  },
  retention_failures: {
    ...server,
    title: 'number of parts that could not be archived or removed',
    description:
      'Partitions and lots of rows that are old enough to leave, and stay because a step failed. `homepot retention history` says why.',
    unit: 'count',
    source: { kind: 'server', column: 'retention_failures' },
  },
} as const satisfies Readonly<Record<string, AlertMeasure>>;

export type AlertMeasureName = keyof typeof alertMeasures;

/** The names of all measures. */
export const alertMeasureNames = Object.keys(alertMeasures) as AlertMeasureName[];

/** The measure of that name. */
export const alertMeasureOf = (name: AlertMeasureName): AlertMeasure => alertMeasures[name];
