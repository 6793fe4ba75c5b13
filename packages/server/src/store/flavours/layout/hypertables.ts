import type { PartitionWidth } from '@homepot/catalogue';
import { findTable, spreads, telemetryTables } from '@homepot/catalogue';
import type { Database, Transaction } from '../../database.ts';
import { quoteIdentifier } from '../../quote-identifier.ts';
import { convertTable } from './convert-table.ts';
import type { Layout, LayoutGap } from './layout.ts';

const intervals: Readonly<Record<PartitionWidth, string>> = {
  day: '1 day',
  week: '7 days',
  month: '30 days',
};

/** When a chunk is compressed: late rows are rare by then, and go in all the same. */
const compressAfter: Readonly<Record<PartitionWidth, string>> = {
  day: '7 days',
  week: '21 days',
  month: '60 days',
};

interface Found {
  readonly kind: string;
  readonly bytes: number;
  readonly interval: string | null;
  readonly compresses: boolean | null;
  readonly policies: number;
}

/** What stands of one table. Without the license of compression there is no such thing to look for. */
const foundText = `
  SELECT c.relkind AS kind,
    coalesce((SELECT sum(pg_total_relation_size(i.inhrelid)) FROM pg_inherits i WHERE i.inhparent = c.oid), 0)::int8 AS bytes,
    (SELECT extract(epoch FROM d.time_interval)::int8 || ' s' FROM timescaledb_information.dimensions d
     WHERE d.hypertable_schema = current_schema() AND d.hypertable_name = c.relname AND d.dimension_number = 1) AS interval,
    (SELECT h.compression_enabled FROM timescaledb_information.hypertables h
     WHERE h.hypertable_schema = current_schema() AND h.hypertable_name = c.relname) AS compresses,
    (SELECT count(*) FROM timescaledb_information.jobs j
     WHERE j.hypertable_schema = current_schema() AND j.hypertable_name = c.relname
       AND j.proc_name IN ('policy_compression', 'policy_columnstore')) AS policies
  FROM pg_class c WHERE c.oid = to_regclass($1)`;

const secondsOf: Readonly<Record<PartitionWidth, number>> = {
  day: 86_400,
  week: 7 * 86_400,
  month: 30 * 86_400,
};

const canCompressText = `SELECT current_setting('timescaledb.license', true) = 'timescale' AS can`;

/** What is missing of a table, in words; undefined where it is as it should be. */
function describeGap(
  width: PartitionWidth,
  found: Found,
  canCompress: boolean,
): string | undefined {
  if (found.interval === null) return `becomes a hypertable with chunks of ${intervals[width]}`;
  if (found.interval !== `${secondsOf[width]} s`) return `gets chunks of ${intervals[width]}`;
  const isCompressed = found.compresses === true && found.policies > 0;
  return canCompress && !isCompressed ? `is compressed after ${compressAfter[width]}` : undefined;
}

async function findGap(
  database: Pick<Database, 'query'>,
  table: string,
  canCompress: boolean,
): Promise<LayoutGap | undefined> {
  const width = findTable(table)?.partition;
  const [found] = await database.query<Found>(foundText, [quoteIdentifier(table)]);
  if (width === undefined || found === undefined) return undefined;
  const wanted = describeGap(width, found, canCompress);
  return wanted === undefined
    ? undefined
    : { table, wanted, bytes: found.interval === null ? found.bytes : 0 };
}

async function canCompress(database: Pick<Database, 'query'>): Promise<boolean> {
  const [row] = await database.query<{ can: boolean }>(canCompressText);
  return row?.can === true;
}

const createHypertable = (transaction: Transaction, table: string, width: PartitionWidth) =>
  transaction.query(
    `SELECT create_hypertable($1::regclass, 'timestamp'::name,
       chunk_time_interval => $2::interval, create_default_indexes => false)`,
    [table, intervals[width]],
  );

async function compress(
  transaction: Transaction,
  table: string,
  width: PartitionWidth,
): Promise<void> {
  await transaction.query(
    `ALTER TABLE ${quoteIdentifier(table)} SET (timescaledb.compress,
       timescaledb.compress_segmentby = '${spreads[table]?.segmentBy ?? ''}',
       timescaledb.compress_orderby = '"timestamp", id')`,
  );
  await transaction.query(
    'SELECT add_compression_policy($1::regclass, $2::interval, if_not_exists => true)',
    [table, compressAfter[width]],
  );
}

async function arrange(transaction: Transaction, { table }: LayoutGap): Promise<void> {
  const width = findTable(table)?.partition ?? 'day';
  const [found] = await transaction.query<Found>(foundText, [quoteIdentifier(table)]);
  if (found?.interval === null) {
    await convertTable(transaction, table, async () => {
      await createHypertable(transaction, table, width);
    });
  } else {
    await transaction.query('SELECT set_chunk_time_interval($1::regclass, $2::interval)', [
      table,
      intervals[width],
    ]);
  }
  if (await canCompress(transaction)) {
    if (found?.compresses !== true || found.policies === 0)
      await compress(transaction, table, width);
  }
}

/** TimescaleDB: telemetry in hypertables, with chunks as wide as partitions are elsewhere, compressed when old. */
export const hypertables: Layout = {
  async findGaps(database) {
    const compresses = await canCompress(database);
    const gaps = [];
    for (const { name } of telemetryTables) gaps.push(await findGap(database, name, compresses));
    return gaps.filter((gap) => gap !== undefined);
  },
  close: arrange,
};
