import { sql } from 'kysely';
import type { Reader } from '../run-read.ts';
import type { Finding } from './finding.ts';
import { createFinding } from './finding.ts';
import type { QualityScope } from './quality-scope.ts';
import { rowsIn } from './quality-scope.ts';

/** A share that is usual between two bounds, in percent. */
interface Rate {
  readonly table: string;
  readonly what: string;
  /** Rows that count, and those of them that are meant. */
  readonly among: string;
  readonly meant: string;
  readonly low: number;
  readonly high: number;
}

/** Every rate that is looked at. */
export const rates: readonly Rate[] = [
  {
    table: 'health_checks',
    what: 'healthy_share',
    among: 'true',
    meant: 't.is_healthy',
    low: 50,
    high: 99.99,
  },
  {
    table: 'api_request_logs',
    what: 'server_error_share',
    among: 'true',
    meant: 't.status_code >= 500',
    low: 0,
    high: 10,
  },
  {
    table: 'job_outcomes',
    what: 'success_share',
    among: 't.device_id IS NOT NULL',
    meant: `t.status = 'success'`,
    low: 50,
    high: 100,
  },
  {
    table: 'tool_usage_logs',
    what: 'success_share',
    among: 'true',
    meant: 't.success',
    low: 50,
    high: 100,
  },
];

/** Below so many rows a share says nothing. */
const rowsMin = 200;

/** Finds shares that no fleet at work has: all well, or hardly anything. Worth a look, no more. */
export async function judgeRates(reader: Reader, scope: QualityScope): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { table, what, among, meant, low, high } of rates) {
    const { rows } = await sql<{ rows: number; meant: number }>`
      select count(*) as rows, count(*) filter (where ${sql.raw(meant)}) as meant
      from ${sql.table(table)} t where ${rowsIn(table, scope, true)} and ${sql.raw(among)}`.execute(
      reader,
    );
    const counted = rows[0] ?? { rows: 0, meant: 0 };
    const percent = (100 * counted.meant) / counted.rows;
    if (counted.rows < rowsMin || (percent >= low && percent <= high)) continue;
    const message = `${what} is ${percent.toFixed(2)} %; usual is ${low} to ${high} %`;
    findings.push(
      createFinding({ kind: 'unusual_rate', what, table, count: counted.rows, message }),
    );
  }
  return findings;
}
