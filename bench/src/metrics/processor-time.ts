import { readFile } from 'node:fs/promises';
import type { Database } from '../../../packages/server/src/store/index.ts';

/** Linux counts processor time in hundredths of a second. */
const tickMs = 10;

async function readTicks(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name of the program stands in brackets and may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.length > 12 ? Number(fields[11]) + Number(fields[12]) : 0;
}

/** Milliseconds of processor time that a server and its connections to the database have used. */
export async function readProcessorMs(
  serverPid: number,
  database: Pick<Database, 'query'>,
): Promise<number> {
  const backends = await database.query<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  let ticks = await readTicks(serverPid);
  for (const { pid } of backends) ticks += await readTicks(pid);
  return ticks * tickMs;
}
