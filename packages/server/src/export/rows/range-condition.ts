import { quoteIdentifier } from '../../store/index.ts';
import type { RowRange } from './row-range.ts';

/** SQL with the values of its parameters. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** The condition of a range; parameters begin at $1. Ledgers have no `received_at`: their time is it. */
export function conditionOf(range: RowRange): Condition {
  const { table, devices, receivedAfter } = range;
  const time = quoteIdentifier(range.timeColumn);
  const arrival = 'received_at' in table.columns ? 'received_at' : time;
  const values: unknown[] = [range.from, range.until, range.provenance, range.completeUntil];
  const parts = [`${time} >= $1 AND ${time} < $2`, 'provenance = ANY($3)', `${arrival} <= $4`];
  if (receivedAfter !== undefined) {
    values.push(receivedAfter);
    parts.push(`${arrival} > $${values.length}`);
  }
  if (devices !== undefined) {
    values.push(devices.names);
    parts.push(`${quoteIdentifier(devices.column)} = ANY($${values.length})`);
  }
  if (table.name === 'configuration_history') parts.push("entity_type = 'device'");
  return { sql: parts.join(' AND '), values };
}
