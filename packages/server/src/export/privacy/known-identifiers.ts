import type { Table } from '@homepot/catalogue';
import { exportTables, identifyingColumns, provenances } from '@homepot/catalogue';
import { CompiledQuery } from 'kysely';
import { HomepotError, limits } from '../../kernel/index.ts';
import { runRead } from '../../query/index.ts';
import { quoteIdentifier } from '../../store/index.ts';
import type { RowPlaces } from '../rows/read-all-rows.ts';
import { readArchivedRows } from '../rows/read-archived-rows.ts';
import { readSpans } from '../rows/read-spans.ts';
import { within } from '../rows/span.ts';
import type { IdentifierSearch } from './identifier-search.ts';

/** Everybody who may sign in, in all spellings, and their sessions. */
const accountsText = `
  SELECT username AS name FROM users UNION SELECT email FROM users
  UNION SELECT session_id FROM user_sessions
  UNION SELECT session_id FROM activity_sessions
  UNION SELECT user_id FROM activity_sessions WHERE user_id IS NOT NULL`;

/** What the columns of persons and sessions say in a time, once each. */
function distinctText(table: Table): string {
  const time = quoteIdentifier(table.timeColumn ?? 'timestamp');
  const each = identifyingColumns(table).map(quoteIdentifier).join(', ');
  return `SELECT DISTINCT name FROM ${quoteIdentifier(table.name)}, unnest(ARRAY[${each}]::text[]) AS name
    WHERE ${time} >= $1 AND ${time} < $2 AND name IS NOT NULL`;
}

interface Named {
  readonly name: string;
}

interface Range {
  readonly from: string;
  readonly to: string;
}

function addTo(search: IdentifierSearch, names: Iterable<unknown>): void {
  for (const name of names) if (typeof name === 'string') search.add(name);
  if (search.size <= limits.exportIdentifiersMax) return;
  throw new HomepotError('export_too_large', {
    message: `More than ${limits.exportIdentifiersMax} people and sessions are named in the range`,
  });
}

const endOfTime = '9999-12-31T23:59:59Z';

/** Those whom archived rows name, of whatever origin. */
async function learnArchived(
  places: RowPlaces,
  search: IdentifierSearch,
  table: Table,
  { from, to }: Range,
  signal?: AbortSignal,
): Promise<void> {
  const range = {
    table,
    timeColumn: table.timeColumn ?? 'timestamp',
    from,
    until: to,
    provenance: provenances,
    completeUntil: endOfTime,
  };
  const columns = identifyingColumns(table).map((name) => ({ name, sql: quoteIdentifier(name) }));
  for await (const rows of readArchivedRows(places, range, { columns, signal })) {
    for (const row of rows)
      addTo(
        search,
        columns.map(({ name }) => row[name]),
      );
  }
}

/**
 * Tells a search everybody whom the house knows: those who may sign in, and all whom rows of the range
 * name, of whatever table and origin, in the database a partition at a time and in the archive. Throws
 * export_too_large.
 */
export async function learnIdentifiers(
  places: RowPlaces,
  search: IdentifierSearch,
  range: Range,
  signal?: AbortSignal,
): Promise<void> {
  const { database } = places;
  const learn = async (text: string, values: readonly unknown[]) => {
    const query = CompiledQuery.raw(text, [...values]);
    const { rows } = await runRead(
      { database },
      (reader) => reader.executeQuery<Named>(query),
      signal,
    );
    addTo(
      search,
      rows.map(({ name }) => name),
    );
  };
  await learn(accountsText, []);
  // Instants are read to the millisecond; the range may end within one.
  const wanted = { fromMs: Date.parse(range.from), untilMs: Date.parse(range.to) + 1 };
  for (const table of exportTables) {
    if (identifyingColumns(table).length === 0) continue;
    for (const { fromMs, untilMs } of within(await readSpans(places, table, range), wanted)) {
      const times = [fromMs, untilMs].map((ms) => new Date(ms).toISOString());
      await learn(distinctText(table), times);
    }
    await learnArchived(places, search, table, range, signal);
  }
}
