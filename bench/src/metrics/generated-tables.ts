import type { Random } from './random.ts';

type Cell = string | number | boolean | null;

/** How the rows of one table are made up. */
export interface GeneratedTable {
  readonly table: string;
  /** Of all rows. */
  readonly share: number;
  /** The cells of a row besides its time, arrival and origin, in the order of `columns`. */
  readonly columns: readonly string[];
  row(random: Random, day: number): readonly Cell[];
}

const endpoints = 60;
const tools = 40;
const users = 200;
const devicesOfBench = 300;

const one = <T>(random: Random, values: readonly T[]): T =>
  values[random.below(values.length)] as T;

const userOf = (place: number): string => `user-${place}`;
/** Each user has three sessions a day. */
const sessionOf = (place: number, day: number, random: Random): string =>
  `session-${day}-${place}-${random.below(3)}`;
export const deviceNumber = (place: number): string => `pos-${String(place).padStart(3, '0')}`;

function outcome(random: Random): string {
  const luck = random.next();
  if (luck < 0.95) return 'ok';
  return one(random, ['tool_error', 'tool_error', 'protocol_error', 'timeout', 'cancelled']);
}

/** Of most endpoints one answer in fifty is an error. */
function status(random: Random): number {
  const luck = random.next();
  if (luck < 0.98) return 200;
  return luck < 0.995 ? 404 : 500;
}

/** The tables of the bench: requests and calls most of all, as in a house that is used. */
export const generatedTables: readonly GeneratedTable[] = [
  {
    table: 'api_request_logs',
    share: 0.4,
    columns: ['endpoint', 'method', 'status_code', 'response_time_ms', 'user_id', 'service'],
    row(random) {
      const place = random.skewed(endpoints);
      return [
        `/api/v1/resource-${place}/{id}`,
        place % 3 === 0 ? 'POST' : 'GET',
        status(random),
        random.longTailed(5 + 4 * place),
        userOf(random.skewed(users)),
        place % 2 === 0 ? 'shop' : 'stock',
      ];
    },
  },
  {
    table: 'tool_usage_logs',
    share: 0.2,
    columns: [
      'bcp_name',
      'tool_name',
      'operation',
      'user_id',
      'session_id',
      'start_time',
      'duration_ms',
      'success',
      'outcome',
    ],
    row(random, day) {
      const place = random.skewed(tools);
      const user = random.skewed(users);
      const how = outcome(random);
      return [
        `pack-${place % 5}`,
        `tool-${place}`,
        one(random, ['read', 'write']),
        userOf(user),
        sessionOf(user, day, random),
        'now',
        Math.round(random.longTailed(40 + 20 * place)),
        how === 'ok',
        how,
      ];
    },
  },
  {
    table: 'user_activities',
    share: 0.15,
    columns: [
      'user_id',
      'session_id',
      'activity_type',
      'page_url',
      'search_query',
      'results_count',
      'duration_ms',
    ],
    row(random, day) {
      const user = random.skewed(users);
      const type = one(random, ['page_view', 'page_view', 'click', 'search', 'form_submit']);
      const isSearch = type === 'search';
      return [
        userOf(user),
        sessionOf(user, day, random),
        type,
        `/page-${random.skewed(50)}`,
        isSearch ? `what ${random.skewed(300)}` : null,
        isSearch ? random.below(4) : null,
        Math.round(random.longTailed(2_000)),
      ];
    },
  },
  {
    table: 'health_checks',
    share: 0.1,
    columns: ['device_id', 'is_healthy', 'response_time_ms'],
    row: (random) => [
      deviceNumber(random.below(devicesOfBench)),
      random.next() < 0.97,
      Math.round(random.longTailed(30)),
    ],
  },
  {
    table: 'device_metrics',
    share: 0.1,
    columns: [
      'device_id',
      'cpu_percent',
      'memory_percent',
      'disk_percent',
      'network_latency_ms',
      'error_rate',
    ],
    row: (random) => [
      deviceNumber(random.below(devicesOfBench)),
      100 * random.next(),
      40 + 20 * random.next(),
      55 + random.next(),
      random.longTailed(20),
      random.next(),
    ],
  },
  {
    table: 'error_logs',
    share: 0.03,
    columns: [
      'category',
      'severity',
      'error_message',
      'context',
      'tool_context',
      'fingerprint',
      'resolved',
    ],
    row(random) {
      const category = one(random, ['api', 'database', 'device', 'frontend', 'tool']);
      const place = random.skewed(tools);
      return [
        category,
        one(random, ['warning', 'error', 'error', 'critical']),
        'it did not work',
        '{}',
        category === 'tool'
          ? JSON.stringify({ bcp_name: `pack-${place % 5}`, tool_name: `tool-${place}` })
          : null,
        `fingerprint-${random.skewed(100)}`,
        false,
      ];
    },
  },
  {
    table: 'job_outcomes',
    share: 0.01,
    columns: ['job_id', 'job_type', 'device_id', 'status', 'duration_ms', 'retry_count'],
    row: (random) => [
      `job-${random.below(1_000)}`,
      one(random, ['config_update', 'restart', 'software_update']),
      random.next() < 0.9 ? deviceNumber(random.below(devicesOfBench)) : null,
      random.next() < 0.96 ? 'success' : one(random, ['failed', 'timeout']),
      Math.round(random.longTailed(8_000)),
      0,
    ],
  },
  {
    table: 'performance_metrics',
    share: 0.01,
    columns: ['metric_name', 'metric_value', 'labels', 'aggregation_period'],
    row: (random) => [
      `number_${random.below(10)}`,
      random.longTailed(100),
      '{}',
      one(random, ['raw', '1m']),
    ],
  },
];
