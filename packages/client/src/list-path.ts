import { tables } from '@homepot/catalogue';

/** The table of a name or of a list path (`api_request_logs` or `requests`), if it can be listed. */
export function findListed(name: string) {
  return tables.find(
    (table) => table.listPath !== undefined && (table.name === name || table.listPath === name),
  );
}

/** The path of the list endpoint of a table. Throws a TypeError where there is none. */
export function listPathOf(name: string): string {
  const table = findListed(name);
  if (table === undefined) throw new TypeError(`There is no list of "${name}".`);
  return `/api/v1/analytics/${table.listPath}`;
}
