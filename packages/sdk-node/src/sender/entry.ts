/** The tables that the SDK writes. */
export type TableName = 'api_request_logs' | 'error_logs' | 'tool_usage_logs';

/** How much a record is worth where not all can be kept: what went well, what failed, errors. */
export const rank = { success: 0, failure: 1, error: 2, critical: 3 } as const;

export type Rank = (typeof rank)[keyof typeof rank];

/** One record, as JSON, that waits to be sent. */
export interface Entry {
  readonly table: TableName;
  readonly rank: Rank;
  readonly text: string;
  /** Its bytes as UTF-8. */
  readonly bytes: number;
  /** Grows with each record. */
  readonly serial: number;
}
