import { sql } from 'kysely';
import type { Reader } from '../run-read.ts';
import type { Finding } from './finding.ts';
import { createFinding } from './finding.ts';
import type { QualityScope } from './quality-scope.ts';
import { ofDevices } from './quality-scope.ts';

/** What tells two rows of a table apart. */
export const duplicateKeys: Readonly<Record<string, readonly string[]>> = {
  health_checks: ['device_id', 'timestamp'],
  device_metrics: ['device_id', 'timestamp'],
  device_state_history: ['device_id', 'timestamp'],
  job_outcomes: ['job_id', 'device_id', 'timestamp'],
};

/** Finds rows that say again what another row says: same device, same instant. */
export async function judgeDuplicates(
  reader: Reader,
  scope: QualityScope,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [table, key] of Object.entries(duplicateKeys)) {
    const columns = sql.join(key.map((column) => sql.ref(`t.${column}`)));
    const { rows } = await sql<{ count: number; device_id: string; timestamp: string }>`
      select sum(again.rows - 1)::bigint as count, min(again.device_id) as device_id,
        min(again."timestamp") as timestamp
      from (select ${columns}, count(*) as rows from ${sql.table(table)} t
        where ${ofDevices(scope, true)} group by ${columns} having count(*) > 1) again`.execute(
      reader,
    );
    const count = Number(rows[0]?.count ?? 0);
    if (count === 0) continue;
    const what = key.join('+');
    const message = `rows have the same ${key.join(', ')} as another`;
    findings.push(createFinding({ kind: 'duplicate', what, table, count, message }, rows[0]));
  }
  return findings;
}
