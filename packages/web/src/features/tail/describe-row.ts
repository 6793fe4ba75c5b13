type Row = Readonly<Record<string, unknown>>;

/** What a line begins with: whom or what it is about, by list path. */
const subjects: Readonly<Record<string, readonly string[]>> = {
  'device-metrics': ['device_id'],
  'health-checks': ['device_id', 'is_healthy'],
  'device-states': ['device_id', 'previous_state', 'new_state', 'reason'],
  errors: ['severity', 'category', 'error_message'],
  requests: ['method', 'endpoint', 'status_code', 'response_time_ms'],
  'tool-usage': ['bcp_name', 'tool_name', 'operation', 'outcome', 'duration_ms'],
  'user-activities': ['user_id', 'activity_type', 'page_url'],
  jobs: ['job_id', 'device_id', 'status'],
  'config-history': ['entity_id', 'parameter_name', 'new_value', 'change_type'],
  'performance-metrics': ['metric_name', 'metric_value', 'labels'],
};

/** Columns that say nothing to somebody who watches. */
const hidden = new Set(['id', 'timestamp', 'received_at', 'provenance', 'fingerprint']);

/** A value as text: JSON where it is no simple one. */
const textOf = (value: unknown): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);

const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || JSON.stringify(value) === '{}';

/** The line of a row: its subject first, then everything else that has a value as `name=value`. */
export function describeRow(table: string, row: Row): string {
  const first = subjects[table] ?? [];
  const known = first.map((name) => row[name]).filter((value) => !isNothing(value));
  const rest = Object.entries(row).filter(
    ([name, value]) => !first.includes(name) && !hidden.has(name) && !isNothing(value),
  );
  return [...known.map(textOf), ...rest.map(([name, value]) => `${name}=${textOf(value)}`)].join(
    ' ',
  );
}
