import { sql } from 'kysely';
import type { CreateCondition } from './condition.ts';
import type { Listing } from './listing.ts';
import type { Row } from './show-row.ts';
import { showRow } from './show-row.ts';

/**
 * Whether an error is dealt with is known of its group alone, and found out when it is read: an error
 * is resolved when its group is, and it is not newer than that. The columns of the table that tell so
 * are not read.
 */
const columns = ['resolved', 'resolved_at', 'resolved_by', 'resolution_notes'];
const alias = 'resolution';

const instant = sql`to_char(whole.resolved_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const resolvedGroup = sql`from error_groups part
  join error_groups whole on whole.fingerprint = coalesce(part.merged_into, part.fingerprint)
  where part.fingerprint = error_logs.fingerprint and whole.status = 'resolved'
    and error_logs."timestamp" <= whole.resolved_at`;

/** One look at the group for all four columns. */
const selectResolution = sql<unknown>`(select jsonb_build_object('resolved_at', ${instant},
  'resolved_by', whole.resolved_by, 'resolution_notes', whole.notes) ${resolvedGroup})`.as(alias);

const unresolved = { resolved_at: null, resolved_by: null, resolution_notes: null };

/** The row with what its group says, in the order of its columns. */
function showResolution({ columns: shown }: Listing, row: Row): Row {
  const { [alias]: resolution, ...rest } = row;
  const found = (resolution ?? null) as Row | null;
  const told: Row = { ...rest, resolved: found !== null, ...(found ?? unresolved) };
  return showRow(Object.fromEntries(Object.keys(shown).map((name) => [name, told[name]])));
}

const createResolvedFilter =
  (read: CreateCondition): CreateCondition =>
  (values) => {
    // Read as the filter of the column reads it, so that it refuses the same.
    read(values);
    const wanted = new Set(values.map((value) => ['true', '1'].includes(value.toLowerCase())));
    if (wanted.size > 1) return sql<boolean>`true`;
    const exists = sql<boolean>`exists (select 1 ${resolvedGroup})`;
    return wanted.has(true) ? exists : sql<boolean>`not ${exists}`;
  };

/** The list of errors with what their groups say of them. */
export function addResolution(listing: Listing): Listing {
  const own = listing.filters.get('resolved');
  const filters = new Map(listing.filters);
  if (own !== undefined) filters.set('resolved', createResolvedFilter(own));
  const equalities = new Map(listing.equalities);
  equalities.delete('resolved');
  return {
    ...listing,
    selection: [
      ...listing.selection.filter((selected) => !columns.includes(String(selected.alias))),
      selectResolution,
    ],
    filters,
    equalities,
    show: (row) => showResolution(listing, row),
  };
}
