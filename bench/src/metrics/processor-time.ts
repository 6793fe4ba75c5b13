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

/** Ticks that processes have used since they began. */
type UsedTicks = ReadonlyMap<number, number>;

/** What a server and its connections to the database have used of the processors so far. */
export async function readUsedTicks(
  serverPid: number,
  database: Pick<Database, 'query'>,
): Promise<UsedTicks> {
  const backends = await database.query<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  const used = new Map([[serverPid, await readTicks(serverPid)]]);
  for (const { pid } of backends) used.set(pid, await readTicks(pid));
  return used;
}

/** Milliseconds that were used in between; a connection that was closed meanwhile is not counted. */
export function processorMsBetween(before: UsedTicks, after: UsedTicks): number {
  let ticks = 0;
  for (const [pid, used] of after) ticks += used - (before.get(pid) ?? 0);
  return ticks * tickMs;
}
