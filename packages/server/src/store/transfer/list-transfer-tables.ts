import { workSchema } from '../work-queue/work-schema.ts';
import { listKnownTables } from './known-tables.ts';
import type { TransferConnection } from './transfer-connection.ts';
import { TransferError } from './transfer-error.ts';
import type { TransferPartition, TransferTable } from './transfer-table.ts';

/** The tables of a database that belong to HOMEPOT, and those beside them that do not. */
export interface FoundTables {
  readonly tables: readonly TransferTable[];
  /** Tables of others in the same schema; they are no part of a backup. */
  readonly foreign: readonly string[];
}

interface TableRow {
  readonly group: 'house' | 'work';
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly bounds: readonly { readonly name: string; readonly bound: string }[];
}

// A partition whose detaching was begun and not finished is no longer read through its table.
const tablesSql = `
SELECT CASE n.nspname WHEN '${workSchema}' THEN 'work' ELSE 'house' END AS "group",
  c.relname AS name,
  (SELECT coalesce(jsonb_agg(jsonb_build_object(
      'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum), '[]')
    FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  ) AS columns,
  (SELECT coalesce(jsonb_agg(jsonb_build_object(
      'name', p.relname, 'bound', pg_get_expr(p.relpartbound, p.oid)) ORDER BY p.relname), '[]')
    FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid
    WHERE i.inhparent = c.oid AND NOT i.inhdetachpending
      AND c.relkind = 'p' AND n.nspname <> '${workSchema}'
  ) AS bounds
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN (current_schema(), '${workSchema}') AND c.relkind IN ('r', 'p')
  AND c.relpersistence = 'p'
  AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid AND NOT i.inhdetachpending)
  AND NOT EXISTS (SELECT FROM pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1, 2`;

const range = /^FOR VALUES FROM \('([^']+)'\) TO \('([^']+)'\)$/;
const partitionForm = /^(\w+)_\d{4}_\d\d_\d\d$/;

function readPartition(table: string, name: string, bound: string): TransferPartition {
  const [, from, until] = range.exec(bound) ?? [];
  if (from !== undefined && until !== undefined) return { name, from, until };
  throw new TransferError(
    `The partition ${name} of ${table} is not one that HOMEPOT makes (${bound}): detach it first.`,
  );
}

/** Lists the tables as this transaction sees them, partitions with their tables. */
export async function listTransferTables(
  connection: Pick<TransferConnection, 'query'>,
  schemaVersion: number,
): Promise<FoundTables> {
  const rows = await connection.query<TableRow>(tablesSql);
  const known = await listKnownTables(schemaVersion);
  const tables: TransferTable[] = [];
  const foreign: string[] = [];
  for (const { group, name, columns, bounds } of rows) {
    const partitions = bounds.map((each) => readPartition(name, each.name, each.bound));
    const [, parent = ''] = partitionForm.exec(name) ?? [];
    if (group === 'work' || known.has(name)) tables.push({ group, name, columns, partitions });
    else if (known.has(parent))
      tables.push({ group, name, columns, partitions, detachedFrom: parent });
    else foreign.push(name);
  }
  return { tables, foreign };
}
