import type { ParquetReader, ParquetValues } from '../../parquet/open-parquet.ts';
import type { RowsWanted } from './reading-job.ts';

/** Whether a row lies behind another in the order: negative before, positive behind. */
const compare = (a: readonly [bigint, bigint], b: readonly [bigint, bigint]): number => {
  const index = a[0] === b[0] ? 1 : 0;
  return a[index] < b[index] ? -1 : a[index] > b[index] ? 1 : 0;
};

/** The row groups in which wanted rows may lie, in the order. */
export function findGroups({ groups }: ParquetReader, wanted: RowsWanted): readonly number[] {
  const { timeColumn, from, until, after, order } = wanted;
  const least = order === 'asc' && after !== undefined ? after.micros : undefined;
  const greatest = order === 'desc' && after !== undefined ? after.micros : undefined;
  const found = groups.flatMap((group, index) => {
    const span = group.extremesOf(timeColumn);
    if (span === undefined) return [index];
    const [oldest, newest] = [span.least as bigint, span.greatest as bigint];
    const apart =
      (from !== undefined && newest < from) ||
      (until !== undefined && oldest >= until) ||
      (least !== undefined && newest < least) ||
      (greatest !== undefined && oldest > greatest);
    return apart ? [] : [index];
  });
  return order === 'asc' ? found : found.reverse();
}

type IsWanted = (row: number) => boolean;

function createTimeTest(values: ReadonlyMap<string, ParquetValues>, wanted: RowsWanted): IsWanted {
  const { timeColumn, from, until, after, order } = wanted;
  const times = values.get(timeColumn) as ArrayLike<bigint>;
  const ids = values.get('id') as ArrayLike<bigint>;
  const sign = order === 'asc' ? 1 : -1;
  return (row) => {
    const micros = times[row] ?? 0n;
    if (from !== undefined && micros < from) return false;
    if (until !== undefined && micros >= until) return false;
    if (after === undefined) return true;
    return sign * compare([micros, ids[row] ?? 0n], [after.micros, after.id]) > 0;
  };
}

function createEqualTest(values: ReadonlyMap<string, ParquetValues>, wanted: RowsWanted): IsWanted {
  const tests = Object.entries(wanted.equal).flatMap(([name, some]) => {
    const column = values.get(name);
    return column === undefined ? [] : [{ column, some: new Set<unknown>(some) }];
  });
  const plain = (value: unknown) => (typeof value === 'bigint' ? Number(value) : value);
  return (row) => tests.every(({ column, some }) => some.has(plain(column[row])));
}

/** The rows of a group that are wanted, by their numbers, in the order. Only the columns that tell are read. */
export async function findRows(
  reader: ParquetReader,
  group: number,
  wanted: RowsWanted,
): Promise<readonly number[]> {
  const names = [wanted.timeColumn, 'id', ...Object.keys(wanted.equal)];
  const values = await reader.readGroup(group, names);
  const inTime = createTimeTest(values, wanted);
  const isEqual = createEqualTest(values, wanted);
  const found: number[] = [];
  for (let row = 0; row < (reader.groups[group]?.rows ?? 0); row++) {
    if (inTime(row) && isEqual(row)) found.push(row);
  }
  return wanted.order === 'asc' ? found : found.reverse();
}
