import { workSchema } from '../work-queue/work-schema.ts';
import type { TransferConnection } from './transfer-connection.ts';
import type { TransferTable } from './transfer-table.ts';
import { tableName } from './transfer-table.ts';

/** How far the numbers of an identity column are given out. */
export interface SequencePosition extends Pick<TransferTable, 'group'> {
  readonly table: string;
  readonly column: string;
  /** The last number that was given out, or set aside for a connection. */
  readonly lastValue: number;
}

const positionsSql = `
SELECT CASE n.nspname WHEN '${workSchema}' THEN 'work' ELSE 'house' END AS "group",
  t.relname AS "table", a.attname AS "column", p.last_value AS "lastValue"
FROM pg_class s JOIN pg_namespace n ON n.oid = s.relnamespace
  JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.oid
    AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('i', 'a')
  JOIN pg_class t ON t.oid = d.refobjid
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
  JOIN pg_sequences p ON p.schemaname = n.nspname AND p.sequencename = s.relname
WHERE s.relkind = 'S' AND n.nspname IN (current_schema(), '${workSchema}')
  AND p.last_value IS NOT NULL
ORDER BY 1, 2, 3`;

/**
 * Reads the positions of all sequences. They are no part of a snapshot: they only ever grow, so that
 * those which are read after the snapshot was taken are behind all of its rows.
 */
export const readSequences = (
  connection: Pick<TransferConnection, 'query'>,
): Promise<readonly SequencePosition[]> => connection.query<SequencePosition>(positionsSql);

/** Sets the sequences; those that are not named begin anew. */
export async function setSequences(
  connection: Pick<TransferConnection, 'query'>,
  positions: readonly SequencePosition[],
): Promise<void> {
  await connection.query(
    `SELECT setval(pg_get_serial_sequence("table", "column"), value)
     FROM unnest($1::text[], $2::text[], $3::bigint[]) AS given ("table", "column", value)`,
    [
      positions.map(({ group, table }) => tableName({ group, name: table })),
      positions.map(({ column }) => column),
      positions.map(({ lastValue }) => lastValue),
    ],
  );
}
