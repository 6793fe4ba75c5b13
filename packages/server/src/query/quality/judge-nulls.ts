import { sql } from 'kysely';
import type { Reader } from '../run-read.ts';
import type { Finding } from './finding.ts';
import { createFinding } from './finding.ts';
import type { QualityScope } from './quality-scope.ts';
import { ofDevices } from './quality-scope.ts';

/** Columns that stay empty only where a device cannot measure them. */
export const measuredColumns: Readonly<Record<string, readonly string[]>> = {
  health_checks: ['response_time_ms'],
  device_metrics: [
    'cpu_percent',
    'memory_percent',
    'disk_percent',
    'network_latency_ms',
    'transaction_count',
    'transaction_volume',
    'error_rate',
    'active_connections',
    'queue_depth',
  ],
};

type Counts = Readonly<Record<string, string | number>>;

async function findExample(
  reader: Reader,
  table: string,
  column: string,
  device: string,
  scope: QualityScope,
) {
  const { rows } = await sql<{ device_id: string; timestamp: string }>`
    select t.device_id, t."timestamp" from ${sql.table(table)} t
    where ${ofDevices(scope, true)} and t.device_id = ${device} and ${sql.ref(`t.${column}`)} is null
    limit 1`.execute(reader);
  return rows[0];
}

/** Unhealthy, and nothing says why. */
async function judgeSilentErrors(reader: Reader, scope: QualityScope): Promise<readonly Finding[]> {
  const { rows } = await sql<{ count: number; example: string | null; timestamp: string | null }>`
    select count(*) as count, min(t.device_id) as example, min(t."timestamp") as timestamp
    from health_checks t
    where ${ofDevices(scope, true)} and not t.is_healthy and t.error_message is null`.execute(
    reader,
  );
  const [found] = rows;
  if (found === undefined || found.count === 0) return [];
  const about = { kind: 'null', what: 'error_message', table: 'health_checks' } as const;
  const message = 'unhealthy, and nothing says why';
  return [
    createFinding(
      { ...about, count: found.count, message },
      { device_id: found.example, timestamp: found.timestamp },
    ),
  ];
}

/**
 * Finds measurements that are missing although their device can make them: it made them in another
 * row of the same time.
 */
export async function judgeNulls(reader: Reader, scope: QualityScope): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [table, columns] of Object.entries(measuredColumns)) {
    const counts = columns.map(
      (column) => sql`count(${sql.ref(`t.${column}`)}) as ${sql.ref(column)}`,
    );
    const { rows } = await sql<Counts>`
      select t.device_id as device, count(*) as rows, ${sql.join(counts)}
      from ${sql.table(table)} t where ${ofDevices(scope, true)} group by 1`.execute(reader);
    for (const column of columns) {
      const able = rows.filter((row) => Number(row[column]) > 0);
      const holed = able.filter((row) => Number(row[column]) < Number(row.rows));
      const [first] = holed;
      if (first === undefined) continue;
      const count = holed.reduce((sum, row) => sum + Number(row.rows) - Number(row[column]), 0);
      const message = `${column} is missing on devices that measure it`;
      const example = await findExample(reader, table, column, String(first.device), scope);
      findings.push(createFinding({ kind: 'null', what: column, table, count, message }, example));
    }
  }
  return [...findings, ...(await judgeSilentErrors(reader, scope))];
}
