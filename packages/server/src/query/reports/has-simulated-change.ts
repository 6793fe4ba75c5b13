import type { Transaction } from '../../store/index.ts';

/** Whether a simulated device changed its state after an instant (milliseconds since 1970). */
export async function hasSimulatedChange(
  transaction: Pick<Transaction, 'query'>,
  afterMs: number,
): Promise<boolean> {
  const rows = await transaction.query(
    `SELECT 1 FROM devices d WHERE d.provenance = 'simulated' AND EXISTS (
       SELECT 1 FROM device_state_history h WHERE h.device_id = d.device_id
         AND h."timestamp" > $1 AND h.provenance = 'simulated')
     LIMIT 1`,
    [new Date(afterMs).toISOString()],
  );
  return rows.length > 0;
}
