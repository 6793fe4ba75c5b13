import { sql } from 'kysely';
import { limits } from '../../../kernel/index.ts';
import type { QueryDeps, Reader } from '../../run-read.ts';
import { runRead } from '../../run-read.ts';

/**
 * Runs the queries of a metric as `runRead` does, with room to add up in a hash table: rows with
 * histograms are wide and their groups few, and to sort them, as the planner does where it has little
 * memory, takes twice as long. Throws query_too_long or database_unavailable.
 */
export function runMetricRead<T>(
  deps: Pick<QueryDeps, 'database'>,
  read: (reader: Reader) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const memory = `${limits.metricMemoryMebibytes}MB`;
  const run = async (reader: Reader): Promise<T> => {
    await sql`select set_config('work_mem', ${memory}, true)`.execute(reader);
    return await read(reader);
  };
  return runRead(deps, run, signal);
}
