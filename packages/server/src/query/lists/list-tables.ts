import type { AnswerOf, listTables as contract, Table } from '@homepot/catalogue';
import { findTable, tables } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import { writeInstant } from '../parameters/instant.ts';
import { parameterFault } from '../parameters/parameter-fault.ts';
import type { Parameters } from '../parameters/parameters.ts';
import { readFlag, readSeveral } from '../parameters/parameters.ts';
import type { QueryDeps, Reader } from '../run-read.ts';
import { runRead } from '../run-read.ts';
import type { RowCount } from './count-rows.ts';
import { countRows, estimateRows } from './count-rows.ts';
import { describeTable } from './describe-table.ts';
import type { Order } from './list-request.ts';
import { readListRequest } from './list-request.ts';
import { createListing } from './listing.ts';
import { readPage } from './read-page.ts';

type Answer = AnswerOf<typeof contract>;
type TableAnswer = Answer['data'][number];

function readTables(parameters: Parameters): readonly Table[] {
  const names = readSeveral(parameters, 'table');
  if (names.length === 0) return tables;
  return names.map((name) => {
    const table = findTable(name);
    if (table === undefined) throw parameterFault('table', `names no table: ${name}`);
    return table;
  });
}

async function countAll(reader: Reader, chosen: readonly Table[]): Promise<readonly RowCount[]> {
  const counts: RowCount[] = [];
  for (const table of chosen) counts.push(await countRows(reader, table));
  return counts;
}

/** Finds the instants of the first and the last row by the key. */
async function readEnds(
  reader: Reader,
  table: Table,
  nowMs: number,
): Promise<Pick<TableAnswer, 'oldest' | 'newest'>> {
  const { timeColumn } = table;
  // Without a number of its own a row has no place in the order of a list.
  if (timeColumn === undefined || table.columns.id === undefined) {
    return { oldest: null, newest: null };
  }
  const listing = createListing(table);
  const readFirst = async (order: Order): Promise<string | null> => {
    const request = readListRequest(listing, { order });
    const newest = writeInstant(nowMs);
    const max = { rows: 1, bytes: limits.listPageBytesMax };
    const { rows } = await readPage(reader, request, max, newest);
    const instant = rows[0]?.[timeColumn];
    return instant === undefined ? null : String(instant);
  };
  return { oldest: await readFirst('asc'), newest: await readFirst('desc') };
}

/**
 * Every table, or those of the parameter `table`, with its rows, columns and filters. With `exact`
 * every row is counted. Throws parameter_invalid, query_too_long or database_unavailable.
 */
export async function listTables(
  deps: QueryDeps,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<Answer> {
  const chosen = readTables(parameters);
  const exact = readFlag(parameters, 'exact');
  const nowMs = deps.clock.nowMs();
  return runRead(
    deps,
    async (reader) => {
      const count = exact ? countAll : estimateRows;
      const counts = await count(reader, chosen);
      const data: TableAnswer[] = [];
      for (const [i, table] of chosen.entries()) {
        const { rows, estimated } = counts[i] ?? { rows: 0, estimated: false };
        const ends = await readEnds(reader, table, nowMs);
        data.push({ ...describeTable(table), rows, estimated, ...ends });
      }
      return { data };
    },
    signal,
  );
}
