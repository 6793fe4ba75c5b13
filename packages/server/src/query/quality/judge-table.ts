import type { Table } from '@homepot/catalogue';
import { sql } from 'kysely';
import type { Reader } from '../run-read.ts';
import type { Finding } from './finding.ts';
import { createFinding } from './finding.ts';
import type { Impossible } from './impossible-values.ts';
import { impossibleIn } from './impossible-values.ts';
import type { QualityScope } from './quality-scope.ts';
import { hasDevices, rowsIn } from './quality-scope.ts';

/** How much a table has. */
export interface TableFigures {
  readonly table: string;
  readonly rows: number;
  readonly oldest: string | null;
  readonly newest: string | null;
}

async function findExample(
  reader: Reader,
  table: Table,
  scope: QualityScope,
  { what, condition }: Impossible,
) {
  const device = hasDevices(table) ? 't.device_id' : 'null';
  const value = what in table.columns ? `t.${what}::text` : 'null';
  const { rows } = await sql<{ device_id: string | null; timestamp: string; value: string | null }>`
    select ${sql.raw(device)} as device_id, t."timestamp", ${sql.raw(value)} as value
    from ${sql.table(table.name)} t
    where ${rowsIn(table.name, scope, false)} and ${sql.raw(condition)} limit 1`.execute(reader);
  return rows[0];
}

/** Counts a table and what cannot be in it, in one pass. */
export async function judgeTable(
  reader: Reader,
  table: Table,
  scope: QualityScope,
): Promise<{ readonly figures: TableFigures; readonly findings: readonly Finding[] }> {
  const impossible = impossibleIn(table.name);
  const counts = impossible.map(
    ({ condition }, i) => sql`count(*) filter (where ${sql.raw(condition)}) as ${sql.ref(`n${i}`)}`,
  );
  const { rows } = await sql<Readonly<Record<string, string | number | null>>>`
    select count(*) as rows, min(t."timestamp") as oldest, max(t."timestamp") as newest,
      ${sql.join(counts)}
    from ${sql.table(table.name)} t where ${rowsIn(table.name, scope, false)}`.execute(reader);
  const row = rows[0] ?? {};
  const findings: Finding[] = [];
  for (const [i, what] of impossible.entries()) {
    const count = Number(row[`n${i}`] ?? 0);
    if (count === 0) continue;
    const message = `${what.what} has values that cannot be`;
    const about = { kind: 'impossible_value', what: what.what, table: table.name } as const;
    const example = await findExample(reader, table, scope, what);
    findings.push(createFinding({ ...about, count, message }, example));
  }
  const figures = {
    table: table.name,
    rows: Number(row.rows ?? 0),
    oldest: row.oldest === undefined ? null : (row.oldest as string | null),
    newest: row.newest === undefined ? null : (row.newest as string | null),
  };
  return { figures, findings };
}
