import type { Table } from '@homepot/catalogue';
import { errorLogs, tables } from '@homepot/catalogue';
import type { Listing } from './listing.ts';
import { createListing } from './listing.ts';
import { addResolution } from './resolution.ts';

/** What is shown of rows beyond what stands in their table. */
const completions: ReadonlyMap<string, (listing: Listing) => Listing> = new Map([
  [errorLogs.name, addResolution],
]);

function createCompleteListing(table: Table): Listing {
  const listing = createListing(table);
  return completions.get(table.name)?.(listing) ?? listing;
}

const listings = new Map(
  tables
    .filter((table) => table.listPath !== undefined)
    .map((table) => [table.listPath, createCompleteListing(table)]),
);

/** The list at `/api/v1/analytics/{listPath}`, if there is one. */
export function findListing(listPath: string): Listing | undefined {
  return listings.get(listPath);
}
