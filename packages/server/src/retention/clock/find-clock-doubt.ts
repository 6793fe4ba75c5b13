import { telemetryTables } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';

/*
 * What is old is told by the clock, so that one that is wrong by years lets everything leave. Two things show it:
 *
 *   apart   The clocks of server and database differ by more than an hour. No run begins until they agree.
 *   gap     No run has gone on for a week, and in that week no row came either: the last day is left out, since what a
 *           wrong clock stamps is as young as it says. A house that was off for a month looks the same. So the first
 *           run with this finding stops. After it, one that a person asks for goes on, and without a person the
 *           timetable's does three days later.
 *
 * Only a run that found the clock right is a sign of life, however it ended; and nothing is that lies ahead: it is left
 * over from a clock that was set back since. The week is looked at as the first run that stopped for it found it: what
 * came in later was stamped by a clock in doubt.
 *
 * The three days are counted by that same clock, which may jump again, or the house may be off. So they are counted along
 * runs that stopped, from one to the next and to now, each no more than two days after the one before. Where one is
 * missing, the waiting begins anew with a run that stops.
 */

type Asked = Pick<Transaction, 'query'>;

interface Known {
  readonly database_at: string;
  readonly alive_at: string | null;
  readonly doubted_at: string | null;
  readonly waiting_from: string;
}

/** Why nothing may leave. */
export interface ClockDoubt {
  readonly kind: 'apart' | 'gap';
  readonly reason: string;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const at = (ms: number) => new Date(ms).toISOString();
const minuteOf = (ms: number) => `${at(ms).slice(0, 16).replace('T', ' ')} UTC`;

/**
 * When the house last lived: the last run that found the clock right, or when it was set up. When the first one since
 * then stopped; and from when on one stopped after the other until now, which is now where that was too long ago.
 */
const knownText = `
WITH life AS (
  SELECT coalesce(max(id), 0) AS id, greatest(max(ended_at),
    (SELECT min(updated_at) FROM data_retention_policies WHERE updated_at <= $1)) AS at
  FROM retention_runs WHERE clock_found = 'right' AND ended_at <= $1),
stops AS (
  SELECT runs.ended_at AS at FROM retention_runs AS runs, life
  WHERE clock_found = 'gap' AND ended_at <= $1 AND runs.id > life.id AND ended_at >= life.at),
steps AS (
  SELECT at, at - lag(at) OVER (ORDER BY at) <= make_interval(hours => $2) AS goes_on
  FROM (SELECT at FROM stops UNION ALL SELECT $1) AS until_now)
SELECT clock_timestamp() AS database_at, (SELECT at FROM life) AS alive_at,
  (SELECT min(at) FROM stops) AS doubted_at,
  (SELECT max(at) FROM steps WHERE goes_on IS NOT TRUE) AS waiting_from`;

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
    `run (\`homepot retention run\`), or leave it on: ${limits.retentionClockWaitHours} hours after the first ` +
    'run that stopped, one goes on by itself. Nothing has left.'
  );
}

function findApart(nowMs: number, databaseMs: number): ClockDoubt | undefined {
  const apartMs = Math.abs(nowMs - databaseMs);
  if (apartMs <= limits.retentionClockApartMinutesMax * 60_000) return undefined;
  const reason =
    `The clock of this server says ${minuteOf(nowMs)}, that of the database ${minuteOf(databaseMs)}. ` +
    'Nothing leaves until they agree: set the one that is wrong.';
  return { kind: 'apart', reason };
}

/**
 * Says why nothing may leave, where the clock cannot be relied on; undefined where it can. `isAsked` is whether a
 * person asks, who has seen what the run before said.
 */
export async function findClockDoubt(
  asked: Asked,
  nowMs: number,
  { isAsked }: { readonly isAsked: boolean },
): Promise<ClockDoubt | undefined> {
  const values = [at(nowMs), limits.retentionClockStopsApartHours];
  const [known] = await asked.query<Known>(knownText, values);
  if (known === undefined) throw new Error('the database told no time');
  const apart = findApart(nowMs, Date.parse(known.database_at));
  if (apart !== undefined) return apart;
  // Where all that is known lies ahead, the clock was set back, and keeps more than it did.
  if (known.alive_at === null) return undefined;
  const aliveMs = Date.parse(known.alive_at);
  const doubtedMs = known.doubted_at === null ? nowMs : Date.parse(known.doubted_at);
  if (doubtedMs - aliveMs <= limits.retentionClockGapDaysMax * dayMs) return undefined;
  if (await hasRowsBefore(asked, doubtedMs)) return undefined;
  const waitedMs = nowMs - Date.parse(known.waiting_from);
  if (waitedMs >= limits.retentionClockWaitHours * hourMs || (isAsked && waitedMs > 0)) {
    return undefined;
  }
  return { kind: 'gap', reason: gapInWords(nowMs, aliveMs) };
}
