import type { Route, RowOf, Table } from '@homepot/catalogue';
import type { ResourceOptions } from './use-answer.ts';
import type { Pages } from './use-pages.ts';
import { usePages } from './use-pages.ts';
import type { RowsQuery } from './use-rows.ts';

type Listed<T extends Table> = RowOf<T> & { readonly id: number };

/** Reads the rows of a table by keyset pages: `useRowPages<typeof auditLogs>('audit-logs', { limit: 50 })`. */
export function useRowPages<T extends Table>(
  listPath: string,
  query: RowsQuery,
  options: ResourceOptions = {},
): Pages<unknown, Listed<T>> {
  return usePages<Route, Listed<T>>(
    `/api/v1/analytics/${listPath}`,
    { query: query as never },
    options,
  );
}
