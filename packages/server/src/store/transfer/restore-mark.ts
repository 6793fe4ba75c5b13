import type { Database } from '../database.ts';
import { TransferError } from './transfer-error.ts';

/**
 * While rows are copied into a database, a schema of this name stands in it. It is made first, when
 * the database is known to be empty, and removed last, when every row was counted and compared. So a
 * database with it is one whose filling was cut off: no server may use it, and whoever fills it again
 * may remove what is there.
 */
const mark = 'homepot_restore';

type Asked = Pick<Database, 'query'>;

/** All rows are there and were compared; only the mark is to be taken away. */
const sealed = 'complete';

/** `unfinished`: the filling of this database was begun. `sealed`: it is all there, and still marked. */
export async function readMark(database: Asked): Promise<'unfinished' | 'sealed' | undefined> {
  const [row] = await database.query<{ comment: string | null }>(
    `SELECT obj_description(oid, 'pg_namespace') AS comment FROM pg_namespace WHERE nspname = $1`,
    [mark],
  );
  if (row === undefined) return undefined;
  return row.comment === sealed ? 'sealed' : 'unfinished';
}

export async function setMark(database: Asked): Promise<void> {
  await database.query(
    `CREATE SCHEMA IF NOT EXISTS ${mark}; COMMENT ON SCHEMA ${mark} IS 'unfinished'`,
  );
}

export async function sealMark(database: Asked): Promise<void> {
  await database.query(`COMMENT ON SCHEMA ${mark} IS '${sealed}'`);
}

export async function removeMark(database: Asked): Promise<void> {
  await database.query(`DROP SCHEMA IF EXISTS ${mark}`);
}

/** Throws where the filling of this database was cut off. */
export async function requireComplete(database: Asked): Promise<void> {
  if ((await readMark(database)) === undefined) return;
  throw new TransferError(
    'This database is incomplete: a restore, or a move to it, was cut off. Run `homepot restore` or `homepot db move` again; it begins anew by itself.',
  );
}
