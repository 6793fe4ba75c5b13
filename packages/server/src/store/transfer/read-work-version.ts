import type { Database } from '../database.ts';
import { hasWorkSchema, workSchema } from '../work-queue/work-schema.ts';

/** The version of the tables of the work queue; 0 where there are none. */
export async function readWorkVersion(connection: Pick<Database, 'query'>): Promise<number> {
  if (!(await hasWorkSchema(connection))) return 0;
  const [row] = await connection.query<{ version: number }>(
    `SELECT max(version) AS version FROM ${workSchema}.version`,
  );
  return row?.version ?? 0;
}
