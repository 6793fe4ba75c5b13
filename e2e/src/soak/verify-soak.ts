import type { Database } from '../../../packages/server/src/store/index.ts';
import { call } from '../call.ts';

const dayMs = 86_400_000;

/** Rollups and days whose numbers are not what a recount of the rows says. */
export async function verifyRollups(url: string, key: string): Promise<string[]> {
  const { body } = await call(`${url}/api/v1/rollups`, { key });
  const { rollups } = body as { rollups: { name: string; first_day: string | null }[] };
  const days = [1, 0].map((ago) => new Date(Date.now() - ago * dayMs).toISOString().slice(0, 10));
  const wrong: string[] = [];
  for (const { name, first_day } of rollups) {
    for (const day of days.filter((one) => first_day !== null && one >= first_day)) {
      const answer = await call(`${url}/api/v1/rollups/${name}/days/${day}`, { key });
      const { holds } = answer.body as { holds?: boolean };
      if (holds !== true) wrong.push(`${name} ${day} ${JSON.stringify(answer.body).slice(0, 500)}`);
    }
  }
  return wrong;
}

/** Rows of each table that is partitioned: of telemetry. */
export async function countTelemetry(database: Database): Promise<Record<string, number>> {
  const tables = await database.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'p' AND NOT relispartition AND relnamespace = current_schema()::regnamespace`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await database.query<{ count: number }>(`SELECT count(*) AS count FROM ${name}`);
    counts[name] = row?.count ?? 0;
  }
  return counts;
}

/** Changes of state that were entered twice; empty is a pass. */
export async function findDoubledStates(database: Database): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    `SELECT concat_ws(' ', device_id, "timestamp", new_state) AS name FROM device_state_history
     GROUP BY device_id, "timestamp", new_state HAVING count(*) > 1`,
  );
  return rows.map(({ name }) => name);
}
