import { workSchema } from '../work-queue/work-schema.ts';
import type { TransferConnection } from './transfer-connection.ts';
import { TransferError } from './transfer-error.ts';
import type { TransferTable } from './transfer-table.ts';
import { tableName } from './transfer-table.ts';

interface Reference {
  readonly from: string;
  readonly to: string;
}

const nameSql = (oid: string) =>
  `(SELECT CASE n.nspname WHEN '${workSchema}' THEN '${workSchema}.' ELSE '' END || quote_ident(t.relname)
    FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace WHERE t.oid = ${oid})`;

const referencesSql = `
SELECT DISTINCT ${nameSql('coalesce(pg_partition_root(c.conrelid), c.conrelid)')} AS "from",
  ${nameSql('coalesce(pg_partition_root(c.confrelid), c.confrelid)')} AS "to"
FROM pg_constraint c WHERE c.contype = 'f'`;

const plain = (name: string): string => name.replaceAll('"', '');

/**
 * The tables in an order in which they can be filled: each behind those that its foreign keys name.
 * Throws where tables name each other in a circle.
 */
export async function orderTables(
  connection: Pick<TransferConnection, 'query'>,
  tables: readonly TransferTable[],
): Promise<readonly TransferTable[]> {
  const references = await connection.query<Reference>(referencesSql);
  const needs = new Map<string, Set<string>>();
  for (const { from, to } of references) {
    if (from === to) continue;
    needs.set(plain(from), (needs.get(plain(from)) ?? new Set()).add(plain(to)));
  }
  const waiting = new Map(tables.map((table) => [plain(tableName(table)), table]));
  const ordered: TransferTable[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting].filter(([name]) =>
      [...(needs.get(name) ?? [])].every((needed) => !waiting.has(needed)),
    );
    if (ready.length === 0)
      throw new TransferError(`These tables name each other: ${[...waiting.keys()]}`);
    for (const [name, table] of ready) {
      ordered.push(table);
      waiting.delete(name);
    }
  }
  return ordered;
}
