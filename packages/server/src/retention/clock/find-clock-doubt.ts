import { telemetryTables } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';

/*
 * What is old is told by the clock, so that one that is wrong by years lets everything leave. Two things show it:
 *
 *   apart   The clocks of server and database differ by more than an hour. No run begins until they agree.
 *   gap     No run has ended for a week, and in that week no row came either: the last day is left out, since what a
 *           wrong clock stamps is as young as it says. A house that was off for a month looks the same. So the first
 *           run with this finding stops. After it, one that a person asks for goes on, and without a person the
 *           timetable's does three days later. Runs that stopped count for nothing in this, nor do any
 *           whose end lies ahead: they are left over from a clock that was set back since.
 */

type Asked = Pick<Transaction, 'query'>;

interface Known {
  readonly database_at: string;
  readonly alive_at: string | null;
  readonly doubted_at: string | null;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const at = (ms: number) => new Date(ms).toISOString();
const minuteOf = (ms: number) => `${at(ms).slice(0, 16).replace('T', ' ')} UTC`;

/** The last run that ended, or when the house was set up, and since when one after the other stopped. */
const knownText = `
WITH good AS (
  SELECT max(id) AS id, max(ended_at) AS ended_at FROM retention_runs
  WHERE NOT clock_doubted AND ended_at <= $1)
SELECT clock_timestamp() AS database_at,
  greatest((SELECT ended_at FROM good), (SELECT min(updated_at) FROM data_retention_policies)) AS alive_at,
  (SELECT min(ended_at) FROM retention_runs
   WHERE clock_doubted AND ended_at <= $1 AND id > coalesce((SELECT id FROM good), 0)) AS doubted_at`;

/** The time columns are of the catalogue. */
const anyRowText = telemetryTables
  .map(({ name, timeColumn = 'timestamp' }) => {
    const [table, time] = [name, timeColumn].map(quoteIdentifier);
    return `EXISTS (SELECT FROM ${table} WHERE ${time} >= $1 AND ${time} < $2)`;
  })
  .join(' OR ');

/** Whether a row bears an instant of the week before, without the last day. */
async function hasRowsBefore({ query }: Asked, ms: number): Promise<boolean> {
  const range = [
    at(ms - limits.retentionClockGapDaysMax * dayMs),
    at(ms - limits.retentionClockUnsettledHours * hourMs),
  ];
  const [row] = await query<{ found: boolean }>(`SELECT (${anyRowText}) AS found`, range);
  return row?.found === true;
}

function gapInWords(nowMs: number, aliveMs: number): string {
  const days = Math.round((nowMs - aliveMs) / dayMs);
  return (
    `The clock says ${minuteOf(nowMs)}, ${days} days after the last sign of life of this house ` +
    `(${minuteOf(aliveMs)}). If the clock is wrong, set it. If the house was off for so long, ask for another ` +
    `run (\`homepot retention run\`), or wait: ${limits.retentionClockWaitHours} hours after the first ` +
    'run that stopped, one goes on by itself. Nothing has left.'
  );
}

/**
 * Says why nothing may leave, where the clock cannot be relied on; undefined where it can. `isAsked` is whether a
 * person asks, who has seen what the run before said.
 */
export async function findClockDoubt(
  asked: Asked,
  nowMs: number,
  { isAsked }: { readonly isAsked: boolean },
): Promise<string | undefined> {
  const [known] = await asked.query<Known>(knownText, [at(nowMs)]);
  if (known === undefined) throw new Error('the database told no time');
  const databaseMs = Date.parse(known.database_at);
  if (Math.abs(nowMs - databaseMs) > limits.retentionClockApartMinutesMax * 60_000) {
    return (
      `The clock of this server says ${minuteOf(nowMs)}, that of the database ${minuteOf(databaseMs)}. ` +
      'Nothing leaves until they agree: set the one that is wrong.'
    );
  }
  const doubtedMs = known.doubted_at === null ? undefined : Date.parse(known.doubted_at);
  const sinceMs = doubtedMs ?? nowMs;
  const aliveMs = known.alive_at === null ? sinceMs : Date.parse(known.alive_at);
  if (sinceMs - aliveMs <= limits.retentionClockGapDaysMax * dayMs) return undefined;
  if (await hasRowsBefore(asked, sinceMs)) return undefined;
  const hasWaited =
    doubtedMs !== undefined && nowMs - doubtedMs >= limits.retentionClockWaitHours * hourMs;
  if (hasWaited || (isAsked && doubtedMs !== undefined)) return undefined;
  return gapInWords(nowMs, aliveMs);
}
