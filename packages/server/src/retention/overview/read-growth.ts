import { retentionStories } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { StoredPartition } from '../../store/index.ts';
import type { RetentionDependencies } from '../retention-dependencies.ts';

/** What comes into a table on a day. */
export interface Growth {
  readonly bytesPerDay: number | undefined;
  readonly rowsPerDay: number | undefined;
}

const dayMs = 86_400_000;

/** Of partitions that are full, those of the last days: what is in them came in that time. */
function ofPartitions(partitions: readonly StoredPartition[], nowMs: number): Growth | undefined {
  const sinceMs = nowMs - limits.retentionGrowthDays * dayMs;
  const full = partitions.filter(({ untilMs }) => untilMs <= nowMs);
  const recent = full.filter(({ untilMs }) => untilMs > sinceMs);
  const taken = recent.length === 0 ? full.slice(-1) : recent;
  const days = taken.reduce((sum, { fromMs, untilMs }) => sum + (untilMs - fromMs) / dayMs, 0);
  if (days === 0) return undefined;
  const isCounted = taken.every(({ rowsEstimate }) => rowsEstimate >= 0);
  const sumOf = (numberOf: (each: StoredPartition) => number) =>
    taken.reduce((sum, each) => sum + numberOf(each), 0) / days;
  return {
    bytesPerDay: sumOf(({ bytes }) => bytes),
    rowsPerDay: isCounted ? sumOf(({ rowsEstimate }) => rowsEstimate) : undefined,
  };
}

interface Measured {
  readonly table: string;
  readonly days: number;
  readonly bytes: number;
  readonly rows: number | null;
}

/** How much larger tables are than some days ago, as was measured day by day. */
const measuredText = `
  SELECT newer.table_name AS table, extract(epoch FROM newer.measured_at - older.measured_at)::float8 / 86400 AS days,
    newer.byte_count - older.byte_count AS bytes, newer.row_count - older.row_count AS rows
  FROM retention_sizes newer JOIN retention_sizes older ON older.table_name = newer.table_name
  WHERE newer.measured_at = (SELECT max(measured_at) FROM retention_sizes)
    AND older.measured_at = (SELECT min(measured_at) FROM retention_sizes WHERE measured_at >= $1)
    AND newer.measured_at > older.measured_at`;

/** What comes into each table on a day, where that is known. */
export async function readGrowth(
  { database, keeper }: Pick<RetentionDependencies, 'database' | 'keeper'>,
  nowMs: number,
): Promise<ReadonlyMap<string, Growth>> {
  const since = new Date(nowMs - (limits.retentionGrowthDays + 1) * dayMs).toISOString();
  const measured = await database.query<Measured>(measuredText, [since]);
  const growth = new Map<string, Growth>(
    measured.map(({ table, days, bytes, rows }) => [
      table,
      { bytesPerDay: bytes / days, rowsPerDay: rows === null ? undefined : rows / days },
    ]),
  );
  for (const [table, { way }] of retentionStories) {
    if (way !== 'partitions') continue;
    const found = ofPartitions(await keeper.list(table), nowMs);
    if (found === undefined) growth.delete(table);
    else growth.set(table, found);
  }
  return growth;
}
