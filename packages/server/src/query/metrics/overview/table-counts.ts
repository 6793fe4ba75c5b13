import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import { writeInstant } from '../../parameters/instant.ts';
import type { Reader } from '../../run-read.ts';
import type { WholeRange } from '../range/metric-range.ts';
import type { RollupRequest } from '../reading/rollup-request.ts';
import { findRollup } from '../reading/rollup-request.ts';
import { rollupRows } from '../reading/rollup-rows.ts';

/** The rows of one table in a range. */
interface TableCount {
  readonly count: number;
  /** Of how many of them a share is told, and how many are in it. */
  readonly judged: number;
  readonly hits: number;
}

/** The rows of each table. */
export type TableCounts = ReadonlyMap<string, TableCount>;

/** Which rows of a table a share is told of, and which of these are in it. */
interface Share {
  readonly dimensions: readonly string[];
  readonly judged: RawBuilder<boolean>;
  readonly hits: RawBuilder<boolean>;
}

const everyRow = sql<boolean>`true`;

/** The rollup in which the rows of each table are counted, that with the fewest dimensions. */
const countedTables: readonly (readonly [string, Share?])[] = [
  [
    'api_totals',
    {
      dimensions: ['status_class'],
      judged: everyRow,
      hits: sql<boolean>`status_class in (4, 5)`,
    },
  ],
  [
    'job_outcomes',
    {
      dimensions: ['has_device', 'status'],
      judged: sql<boolean>`has_device = 1`,
      hits: sql<boolean>`has_device = 1 and status = 'success'`,
    },
  ],
  ['error_trends'],
  [
    'tool_totals',
    { dimensions: ['outcome'], judged: everyRow, hits: sql<boolean>`outcome = 'ok'` },
  ],
  ['user_activity'],
  [
    'health_checks_summary',
    { dimensions: ['is_healthy'], judged: everyRow, hits: sql<boolean>`is_healthy = 1` },
  ],
  ['device_states'],
  ['device_measurements'],
  ['performance_values'],
];

/** Ledgers have no rollups, and few rows. */
const ledgers = [
  ['configuration_history', 'timestamp'],
  ['audit_logs', 'created_at'],
] as const;

const sumOf = (condition: RawBuilder<boolean>) =>
  sql`coalesce(sum(count) filter (where ${condition}), 0)::bigint`;

function countText(
  request: RollupRequest,
  name: string,
  share: Share | undefined,
): RawBuilder<unknown> {
  const rollup = findRollup(name);
  const columns = [...(share?.dimensions ?? []), 'count'].map((each) => sql.ref(each));
  const [judged, hits] =
    share === undefined ? [sql`0`, sql`0`] : [share.judged, share.hits].map(sumOf);
  return sql`select ${sql.lit(rollup.source.name)} as name, coalesce(sum(count), 0)::bigint as count,
      ${judged} as judged, ${hits} as hits
    from ${rollupRows({ ...request, rollup }, columns)} as rows`;
}

function ledgerText(
  { conditions, range }: RollupRequest,
  table: string,
  time: string,
): RawBuilder<unknown> {
  const [from, to] = [writeInstant(range.fromMs), writeInstant(range.toMs)];
  const inRange = sql<boolean>`${sql.ref(time)} >= ${from} and ${sql.ref(time)} < ${to}`;
  return sql`select ${sql.lit(table)} as name, count(*) as count, 0 as judged, 0 as hits
    from ${sql.table(table)} where ${sql.join([inRange, ...conditions], sql` and `)}`;
}

/** Counts the rows of every table in a range, under the conditions of the request, in one statement. */
export async function readTableCounts(
  reader: Reader,
  request: RollupRequest,
  range: WholeRange,
): Promise<TableCounts> {
  const asked = { ...request, range };
  const texts = [
    ...countedTables.map(([name, share]) => countText(asked, name, share)),
    ...ledgers.map(([table, time]) => ledgerText(asked, table, time)),
  ];
  const { rows } = await sql<TableCount & { name: string }>`
    ${sql.join(texts, sql` union all `)}`.execute(reader);
  return new Map(rows.map(({ name, ...counts }) => [name, counts]));
}
