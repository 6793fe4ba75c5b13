import { sql } from 'kysely';
import type { Reader } from '../../run-read.ts';

/** The devices that are not removed, by the state that they are in now. */
export async function countDevicesByState(
  reader: Reader,
): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{ status: string; count: number }>`
    select status, count(*)::integer as count from devices where is_active
    group by status order by status`.execute(reader);
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}
