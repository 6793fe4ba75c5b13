import type { Instant } from '../../parameters/instant.ts';
import type { Order } from '../list-request.ts';
import type { Row } from '../show-row.ts';
import type { FoundRow, RowSource } from './row-source.ts';

interface Head {
  readonly source: RowSource;
  readonly rest: AsyncGenerator<Row, void>;
  readonly row: Row;
  readonly time: Instant;
  readonly id: number;
}

/** Negative where `a` comes first. */
function compare(order: Order, a: Head, b: Head): number {
  const ascending = a.time === b.time ? a.id - b.id : a.time < b.time ? -1 : 1;
  return order === 'asc' ? ascending : -ascending;
}

const mayComeBefore = (order: Order, { first }: RowSource, head: Head): boolean =>
  first === undefined || (order === 'asc' ? first <= head.time : first >= head.time);

/**
 * Rows of several sources in one order. A source is opened when a row of it may be the next one, so that a
 * page near the end of the list opens nothing that lies behind it.
 */
export async function* mergeSources(
  sources: readonly RowSource[],
  timeColumn: string,
  order: Order,
): AsyncGenerator<FoundRow, void> {
  let waiting = [...sources];
  const heads: Head[] = [];

  async function advance(source: RowSource, rest: AsyncGenerator<Row, void>): Promise<void> {
    const { value: row } = await rest.next();
    if (row === undefined) return;
    heads.push({ source, rest, row, time: String(row[timeColumn]), id: Number(row.id) });
    heads.sort((a, b) => compare(order, a, b));
  }

  /** Of sources that may come first, the one that begins first: opening it may spare the others. */
  function nextSource(): RowSource | undefined {
    const [head] = heads;
    const ready =
      head === undefined ? waiting : waiting.filter((each) => mayComeBefore(order, each, head));
    const sign = order === 'asc' ? 1 : -1;
    const keyOf = ({ first }: RowSource) => first ?? (order === 'asc' ? '' : '~');
    return ready.toSorted((a, b) => sign * (keyOf(a) < keyOf(b) ? -1 : 1))[0];
  }

  try {
    for (;;) {
      for (let source = nextSource(); source !== undefined; source = nextSource()) {
        const opened = source;
        waiting = waiting.filter((each) => each !== opened);
        await advance(opened, opened.read());
      }
      const [head] = heads;
      if (head === undefined) return;
      // It stays among those that are closed, in case that nobody wants more.
      yield { row: head.row, origin: head.source.origin };
      heads.shift();
      await advance(head.source, head.rest);
    }
  } finally {
    for (const { rest } of heads) await rest.return();
  }
}
