import { limits } from '../../kernel/index.ts';
import { quoteIdentifier } from '../quote-identifier.ts';
import { workSchema } from '../work-queue/work-schema.ts';
import { readMark } from './restore-mark.ts';
import type { TransferConnection } from './transfer-connection.ts';
import { TransferError } from './transfer-error.ts';

/**
 * `empty`: nothing stands in it. `unfinished`: what stands in it is left of a filling that was cut off.
 * `sealed`: it was filled, and nobody took the mark away. `occupied`: it has tables, of HOMEPOT or of
 * others.
 */
export type TargetState = 'empty' | 'unfinished' | 'sealed' | 'occupied';

type Asked = Pick<TransferConnection, 'query'>;

interface Item {
  readonly schema: string;
  readonly name: string;
}

/** Tables that belong to no extension; partitions before their tables, so that few locks are held. */
const tablesSql = `
SELECT n.nspname AS schema, c.relname AS name
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN (current_schema(), '${workSchema}') AND c.relkind IN ('r', 'p')
  AND NOT EXISTS (SELECT FROM pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.relispartition DESC, c.relname`;

/** Says what stands in a database. */
export async function readTargetState(connection: Asked): Promise<TargetState> {
  const marked = await readMark(connection);
  if (marked !== undefined) return marked;
  const tables = await connection.query<Item>(tablesSql);
  return tables.length === 0 ? 'empty' : 'occupied';
}

/**
 * Throws an error that says what to grant where the role may not make schemas and tables, which
 * filling a database and running on it need.
 */
export async function requireRights(connection: Asked): Promise<void> {
  const [row] = await connection.query<
    Record<'role' | 'database' | 'schema', string | null> & {
      makesSchemas: boolean;
      makesTables: boolean | null;
    }
  >(
    `SELECT current_user AS role, current_database() AS database, current_schema() AS schema,
       has_database_privilege(current_database(), 'CREATE') AS "makesSchemas",
       has_schema_privilege(current_schema(), 'CREATE') AS "makesTables"`,
  );
  const { role, database, schema, makesSchemas, makesTables } = row ?? {};
  if (makesSchemas === true && makesTables === true) return;
  const grants = [
    ...(makesSchemas === true
      ? []
      : [
          `GRANT CREATE ON DATABASE ${quoteIdentifier(database ?? '')} TO ${quoteIdentifier(role ?? '')};`,
        ]),
    ...(makesTables === true
      ? []
      : [
          `GRANT CREATE ON SCHEMA ${quoteIdentifier(schema ?? 'public')} TO ${quoteIdentifier(role ?? '')};`,
        ]),
  ];
  throw new TransferError(
    `The role ${role} may not make tables in the database ${database}. As its owner: ${grants.join(' ')}`,
  );
}

/** Removes all tables of HOMEPOT and of its work queue, a few in a transaction. */
export async function emptyTarget(connection: Asked): Promise<void> {
  const tables = await connection.query<Item>(tablesSql);
  const size = limits.partitionsPerTransactionMax;
  for (let i = 0; i < tables.length; i += size) {
    const names = tables
      .slice(i, i + size)
      .map(({ schema, name }) => `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`);
    await connection.query(`DROP TABLE IF EXISTS ${names.join(', ')} CASCADE`);
  }
  await connection.query(`DROP SCHEMA IF EXISTS ${workSchema} CASCADE`);
}
