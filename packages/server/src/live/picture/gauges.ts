import { findTable } from '@homepot/catalogue';
import type { Database } from '../../store/index.ts';

/** What is not added up from events but counted now and then. */
export interface Gauges {
  /** Active devices by state. */
  readonly fleet: Readonly<Record<string, number>>;
  /** Alerts that fire; null while it is not known. */
  readonly alerts: number | null;
  /** Error groups that are open; null while it is not known. */
  readonly errors: number | null;
}

const fleetText = 'SELECT status, count(*) FROM devices WHERE is_active GROUP BY status';

/** Each is looked for only where the house keeps such a table. */
const openTexts = {
  alerts: `SELECT count(*) FROM alerts WHERE state = 'firing'`,
  errors: `SELECT count(*) FROM error_groups WHERE status = 'open' AND merged_into IS NULL`,
} as const;

const tableOf = { alerts: 'alerts', errors: 'error_groups' } as const;

async function countOpen(
  database: Pick<Database, 'query'>,
  what: keyof typeof openTexts,
): Promise<number | null> {
  if (findTable(tableOf[what]) === undefined) return null;
  const [row] = await database.query<{ count: number }>(openTexts[what]);
  return row?.count ?? null;
}

/** Counts them, each by one query: once for all who follow a server. */
export async function readGauges(database: Pick<Database, 'query'>): Promise<Gauges> {
  const states = await database.query<{ status: string; count: number }>(fleetText);
  return {
    fleet: Object.fromEntries(states.map(({ status, count }) => [status, count])),
    alerts: await countOpen(database, 'alerts'),
    errors: await countOpen(database, 'errors'),
  };
}
