import { provenances } from '@homepot/catalogue';
import { sql } from 'kysely';
import { writeInstant } from '../../parameters/instant.ts';
import type { Reader } from '../../run-read.ts';
import { together } from '../reading/together.ts';
import type { MeasuredPiece, PieceRequest } from './measured-pieces.ts';
import { toldMeasurements } from './measured-pieces.ts';
import { readHourPieces } from './read-hour-pieces.ts';

const hourMs = 3_600_000;

type Told = (typeof toldMeasurements)[number];
type DayRow = { readonly day: string } & Readonly<Record<`${Told}_${string}`, number | null>>;

const secondsOf = (name: Told) => sql.ref(`${name}_seconds`);

/** One column a measurement and number: pieces without a second of it have nothing to say. */
function sumsOf(name: Told) {
  const part = (end: string) => sql.ref(`${name}_${end}`);
  const as = (end: string) => sql.ref(`${name}_${end}`);
  const known = sql`filter (where ${secondsOf(name)} > 0)`;
  return sql`coalesce(sum(${secondsOf(name)}), 0) as ${as('seconds')},
    sum(${part('mean')} * ${secondsOf(name)}) ${known} / sum(${secondsOf(name)}) ${known} as ${as('mean')},
    min(${part('minimum')}) ${known} as ${as('minimum')},
    max(${part('maximum')}) ${known} as ${as('maximum')},
    case when count(*) ${known} = 1 then max(${part('p95')}) ${known} end as ${as('p95')}`;
}

/** Why an hour of two origins is told by one of them: see `chooseOrigins`, which does it for open hours. */
const bestFirst = sql`${sql.join(toldMeasurements.map(secondsOf), sql` + `)} desc,
  array_position(array[${sql.join(provenances.map((each) => sql.lit(each)))}]::text[], provenance::text)`;

/** The settled hours of a device added up by day; hours that are open are left out, whatever their origin. */
async function readSettledDays(
  reader: Reader,
  { deviceId, fromMs, toMs, provenances: asked }: PieceRequest,
): Promise<readonly MeasuredPiece[]> {
  const from = writeInstant(Math.floor(fromMs / hourMs) * hourMs);
  const condition = sql`device_id = ${deviceId} and hour >= ${from} and hour < ${writeInstant(toMs)}
    and (${asked ?? null}::text[] is null or provenance = any(${asked ?? null}))`;
  const { rows } = await sql<DayRow>`
    select date_trunc('day', hour, 'UTC') as day, ${sql.join(toldMeasurements.map(sumsOf))}
    from (
      select distinct on (hour) * from device_performance_hour
      where ${condition} and hour not in (select hour from device_hours_open where ${condition})
      order by hour, ${bestFirst}
    ) as settled
    group by 1 order by 1`.execute(reader);
  return rows.map((row) => ({
    fromMs: Date.parse(row.day),
    provenance: '',
    measurements: Object.fromEntries(
      toldMeasurements.map((name) => [
        name,
        {
          seconds: row[`${name}_seconds`],
          mean: row[`${name}_mean`],
          minimum: row[`${name}_minimum`],
          maximum: row[`${name}_maximum`],
          p95: row[`${name}_p95`],
        },
      ]),
    ) as MeasuredPiece['measurements'],
  }));
}

/**
 * What a device measured, by day: PostgreSQL adds up the settled hours, of each the origin that is known for
 * longest; hours that are open are added to it as they are. A 95th percentile is known of a day with one hour.
 */
export async function readDayPieces(
  reader: Reader,
  request: PieceRequest,
): Promise<{ readonly days: readonly MeasuredPiece[]; readonly hours: readonly MeasuredPiece[] }> {
  return await together({
    days: readSettledDays(reader, request),
    hours: readHourPieces(reader, { ...request, openOnly: true }),
  });
}
