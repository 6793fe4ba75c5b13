import { createLog, systemClock } from '../../../packages/server/src/kernel/index.ts';
import type { Database } from '../../../packages/server/src/store/index.ts';
import { createPartitions } from '../../../packages/server/src/store/index.ts';

/** Rows that one cycle entered, by table: their ids. */
export type EnteredRows = Map<string, Set<number>>;

const dayMs = 86_400_000;
const rowsPerPartition = 500;
const ledgerRows = 50;

const columnsOf: Readonly<Record<string, readonly [columns: string, values: string]>> = {
  device_metrics: ['device_id, cpu_percent', `'d' || n % 50, n % 100`],
  api_request_logs: ['endpoint, method, status_code', `'/a/' || n % 9, 'GET', 200`],
  user_activities: ['user_id, activity_type', `'u' || n % 20, 'page_view'`],
};

/**
 * Enters rows that are older than any policy of the run: each cycle on days of its own, further back than
 * those before, and some in a table without partitions.
 */
export async function enterOldRows(
  database: Database,
  cycle: number,
  entered: EnteredRows,
): Promise<void> {
  const partitions = createPartitions({ database, clock: systemClock, log: createLog('silent') });
  const day = Math.floor(systemClock.nowMs() / dayMs) - 20 - cycle;
  const note = (table: string, rows: readonly { id: number }[]) => {
    const known = entered.get(table) ?? new Set();
    for (const { id } of rows) known.add(id);
    entered.set(table, known);
  };
  for (const [table, [columns, values]] of Object.entries(columnsOf)) {
    await partitions.ensure(table, [day]);
    const rows = await database.query<{ id: number }>(
      `INSERT INTO ${table} ("timestamp", received_at, provenance, ${columns})
       SELECT to_timestamp($1::float8) + n * interval '1 second', now(), 'real', ${values}
       FROM generate_series(1, $2::int) AS n RETURNING id`,
      [(day * dayMs) / 1_000, rowsPerPartition],
    );
    note(table, rows);
  }
  const ledger = await database.query<{ id: number }>(
    `INSERT INTO configuration_history ("timestamp", provenance, entity_type, entity_id,
       parameter_name, new_value, changed_by, change_type)
     SELECT to_timestamp($1::float8) + n * interval '1 second', 'real', 'device', 'd', 'p', '1', 'a', 'manual'
     FROM generate_series(1, $2::int) AS n RETURNING id`,
    [((day - 1_000) * dayMs) / 1_000, ledgerRows],
  );
  note('configuration_history', ledger);
}
