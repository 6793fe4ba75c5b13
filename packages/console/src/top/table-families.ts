/** The tables of telemetry as the dashboard shows them: what each is called for people. */
export const tableFamilies = [
  { table: 'api_request_logs', label: 'api requests' },
  { table: 'user_activities', label: 'user activities' },
  { table: 'device_state_history', label: 'device states' },
  { table: 'device_metrics', label: 'device metrics' },
  { table: 'health_checks', label: 'health checks' },
  { table: 'job_outcomes', label: 'job outcomes' },
  { table: 'error_logs', label: 'error logs' },
  { table: 'tool_usage_logs', label: 'tool calls' },
] as const satisfies readonly { readonly table: string; readonly label: string }[];
