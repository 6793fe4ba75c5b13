/** What an address says after its `?`, by name; a name given twice counts once. */
export type QueryValues = Readonly<Record<string, string>>;

/** Reads what stands after the `?`. */
export const readQuery = (search: string): QueryValues =>
  Object.fromEntries(new URLSearchParams(search));

/**
 * Writes an address's query with some values changed: what is empty or as `defaults` say is left out,
 * and names are in order, so that one state has one address.
 */
export function writeQuery(
  before: QueryValues,
  change: Readonly<Record<string, string | undefined>>,
  defaults: QueryValues = {},
): string {
  const all: Record<string, string | undefined> = { ...before, ...change };
  const kept = Object.entries(all)
    .filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && entry[1] !== '' && entry[1] !== defaults[entry[0]],
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const text = new URLSearchParams(kept).toString();
  // Readable where nothing is lost by it: instants and lists keep their colons and commas.
  return text.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%2F', '/');
}
