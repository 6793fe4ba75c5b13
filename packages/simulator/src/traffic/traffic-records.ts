/** A record as the door takes it. */
export type TrafficRecord = Readonly<Record<string, unknown>>;

/** The tables that the traffic sends rows of. */
export const trafficTables = [
  'user_activities',
  'job_outcomes',
  'error_logs',
  'tool_usage_logs',
] as const;
export type TrafficTable = (typeof trafficTables)[number];

/** Takes what happened. */
export type Emit = (table: TrafficTable, record: TrafficRecord) => void;
