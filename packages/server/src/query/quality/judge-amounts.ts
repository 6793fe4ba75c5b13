import type { Finding } from './finding.ts';
import { createFinding } from './finding.ts';
import type { TableFigures } from './judge-table.ts';

const dayMs = 86_400_000;
/** The last hour is not over yet, nights are quiet, and reports have their rhythm. */
const spanToleranceDays = 3 / 24;
/** A table whose newest row is older is no longer filled. */
const staleMs = dayMs;

/** Where all is well, states change seldom, and errors and jobs of one site are few. */
const seldomShare = 0.1;
const seldom: ReadonlySet<string> = new Set(['device_state_history']);
const seldomAtSite: ReadonlySet<string> = new Set([...seldom, 'error_logs', 'job_outcomes']);
/** Tables that a house may do without. */
const optional: ReadonlySet<string> = new Set(['performance_metrics', 'tool_usage_logs']);

/** Days between the first and the last row, with two decimals. */
export function spanDaysOf({ oldest, newest }: TableFigures): number {
  if (oldest === null || newest === null) return 0;
  return Math.round(((Date.parse(newest) - Date.parse(oldest)) / dayMs) * 100) / 100;
}

/** What is asked of every table. */
interface AskedAmounts {
  readonly minDays: number;
  readonly minRows: number;
  readonly nowMs: number;
  readonly isOneSite: boolean;
}

const severityOf = ({ table, rows }: TableFigures) =>
  rows === 0 && optional.has(table) ? 'warning' : 'failure';

function judgeRows(figures: TableFigures, { minRows, isOneSite }: AskedAmounts): Finding[] {
  const { table, rows } = figures;
  const isSeldom = (isOneSite ? seldomAtSite : seldom).has(table);
  const rowsAsked = Math.ceil(minRows * (isSeldom ? seldomShare : 1));
  if (rows >= rowsAsked) return [];
  const message = `${rows} rows; ${rowsAsked} are asked for`;
  const about = { kind: 'too_few_rows', what: 'rows', table, count: rows } as const;
  return [createFinding({ ...about, severity: severityOf(figures), message })];
}

function judgeSpan(figures: TableFigures, { minDays, isOneSite }: AskedAmounts): Finding[] {
  const { table, rows } = figures;
  const days = spanDaysOf(figures);
  if (rows === 0 || days >= minDays - spanToleranceDays) return [];
  const message = `${days} days; ${minDays} are asked for`;
  const about = { kind: 'short_span', what: 'days', table, count: rows } as const;
  // What happens seldom at one site need not happen on its first and its last day.
  const isSeldom = isOneSite && seldomAtSite.has(table);
  return [createFinding({ ...about, severity: isSeldom ? 'warning' : 'failure', message })];
}

function judgeFreshness({ table, rows, newest }: TableFigures, nowMs: number): Finding[] {
  if (newest === null || nowMs - Date.parse(newest) <= staleMs) return [];
  const message = `the newest row is of ${newest.slice(0, 16)}Z`;
  const about = { kind: 'stale', what: 'newest', table, count: rows } as const;
  return [createFinding({ ...about, message }, { timestamp: newest })];
}

/** Finds tables with too few rows, too short a time, or nothing new. */
export const judgeAmounts = (
  tables: readonly TableFigures[],
  asked: AskedAmounts,
): readonly Finding[] =>
  tables.flatMap((figures) => [
    ...judgeRows(figures, asked),
    ...judgeSpan(figures, asked),
    ...judgeFreshness(figures, asked.nowMs),
  ]);
