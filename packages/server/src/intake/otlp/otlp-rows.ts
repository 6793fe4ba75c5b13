import type { Fields } from './fields.ts';

/** The tables that items of OTLP become rows of. */
export type OtlpTable =
  | 'api_request_logs'
  | 'tool_usage_logs'
  | 'error_logs'
  | 'performance_metrics';

/** A row, and the place of the item that it was made of among all of its request. */
export interface OtlpRow {
  readonly table: OtlpTable;
  readonly item: number;
  readonly row: Fields;
}

/** What a request holds. */
export interface OtlpRows {
  /** Spans, log records or points. */
  readonly items: number;
  readonly rows: readonly OtlpRow[];
  /** Items that the house has no use for, by the table that they would have been of. */
  readonly filtered: ReadonlyMap<OtlpTable, number>;
}
