import type { RowOf, Table } from '@homepot/catalogue';
import { addressOf } from './address.ts';
import type { Resource, ResourceOptions } from './use-answer.ts';
import { useAnswer } from './use-answer.ts';

/** What a list of telemetry or ledger rows is asked for: its filters, a range, an order, how many. */
export type RowsQuery = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

/** One page of rows. */
export interface Rows<T extends Table> {
  readonly data: readonly (RowOf<T> & { readonly id: number })[];
  readonly next_cursor: string | null;
}

/** Reads the newest rows of a table: `useRows<typeof apiRequestLogs>('requests', { status_class: '5xx', limit: 20 })`. */
export function useRows<T extends Table>(
  listPath: string,
  query: RowsQuery,
  options: ResourceOptions = {},
): Resource<Rows<T>> {
  return useAnswer<Rows<T>>(addressOf(`/api/v1/analytics/${listPath}`, {}, query), options);
}
