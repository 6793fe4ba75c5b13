import type { Transaction } from '../../store/index.ts';

/**
 * When simulated devices began to report or to change, at or after an instant; milliseconds since
 * 1970. Each device is looked up by the index of its rows, so that rows of others are not read.
 */
export async function readFirstSimulatedReport(
  transaction: Pick<Transaction, 'query'>,
  fromMs: number,
): Promise<number | undefined> {
  const firstOf = (table: string) => `(SELECT "timestamp" FROM ${table}
    WHERE device_id = d.device_id AND "timestamp" >= $1 AND provenance = 'simulated'
    ORDER BY "timestamp" LIMIT 1)`;
  const [row] = await transaction.query<{ first: string | null }>(
    `SELECT min(least(${firstOf('health_checks')}, ${firstOf('device_state_history')})) AS first
     FROM devices d WHERE d.provenance = 'simulated'`,
    [new Date(fromMs).toISOString()],
  );
  return row?.first == null ? undefined : Date.parse(row.first);
}
