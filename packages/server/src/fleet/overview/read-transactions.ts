import { limits } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';

type Querier = Pick<Database, 'query'>;

/** What was sold in the last hour that is settled. */
export interface Transactions {
  /** The start of that hour, milliseconds since 1970; undefined where none is settled. */
  readonly hourMs: number | undefined;
  readonly bySite: ReadonlyMap<number, number>;
}

const hourLengthMs = 3_600_000;
/** An hour is settled some minutes after it is over; where nothing is for so long, nothing is told. */
const hoursBack = 3;

const lastHour = `SELECT max(hour) AS hour FROM device_performance_hour
WHERE hour >= $1 AND hour < $2
  AND NOT EXISTS (SELECT FROM device_hours_open o WHERE o.hour = device_performance_hour.hour LIMIT 1)`;

const bySite = `SELECT d.site_id AS site, sum(p.transactions)::float8 AS transactions
FROM device_performance_hour p JOIN devices d ON d.device_id = p.device_id
WHERE p.hour = $1 AND d.is_active GROUP BY d.site_id`;

async function read(database: Querier, nowMs: number): Promise<Transactions> {
  const thisHour = Math.floor(nowMs / hourLengthMs) * hourLengthMs;
  const isoOf = (ms: number) => new Date(ms).toISOString();
  const [found] = await database.query<{ hour: string | null }>(lastHour, [
    isoOf(thisHour - hoursBack * hourLengthMs),
    isoOf(thisHour),
  ]);
  const hour = found?.hour ?? undefined;
  if (hour === undefined) return { hourMs: undefined, bySite: new Map() };
  const rows = await database.query<{ site: number; transactions: number }>(bySite, [hour]);
  return {
    hourMs: Date.parse(hour),
    bySite: new Map(rows.map(({ site, transactions }) => [site, transactions])),
  };
}

/** Creates the reader of transactions by site; what it read holds for `overviewHoursMillisecondsMax`. */
export function createTransactionsReader(database: Querier) {
  let kept: { readonly readMs: number; readonly transactions: Transactions } | undefined;
  return async (nowMs: number): Promise<Transactions> => {
    if (kept === undefined || nowMs - kept.readMs >= limits.overviewHoursMillisecondsMax) {
      kept = { readMs: nowMs, transactions: await read(database, nowMs) };
    }
    return kept.transactions;
  };
}
