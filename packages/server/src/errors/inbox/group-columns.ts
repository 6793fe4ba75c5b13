import { errorSeverities } from '@homepot/catalogue';
import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import { daysOf, instantsOf, provenanceIs } from './counted-errors.ts';
import type { GroupRange } from './group-range.ts';

type Part = RawBuilder<unknown>;

const severities = sql`array[${sql.join([...errorSeverities])}]::varchar[]`;

const ofParts = sql`min(first_seen) as first_seen, count(*) - 1 as merged,
    (${severities})[max(array_position(${severities}, severity))] as severity`;

/** What follows from all parts of each group, by the fingerprint of the whole. */
export const wholes: Part = sql`select coalesce(merged_into, fingerprint) as whole, ${ofParts}
  from error_groups group by 1`;

/** The same of the group whose fingerprint stands in `column`. */
export const wholeOf = (column: Part): Part =>
  sql`select ${ofParts} from error_groups
    where fingerprint = ${column} or merged_into = ${column}`;

/** The parts of the group whose fingerprint stands in `column`. */
export const partsOf = (column: Part): Part =>
  sql`(select fingerprint from error_groups
    where fingerprint = ${column} or merged_into = ${column}) as part`;

/** When the last error of a group in the range happened: one step down an index for each part. */
export const lastSeen = (range: GroupRange, column: Part, provenances: readonly string[]): Part =>
  sql`(select max(found.happened) from ${partsOf(column)} cross join lateral (
    select "timestamp" as happened from error_logs
    where error_logs.fingerprint = part.fingerprint and ${instantsOf(range)}
      and ${provenanceIs(provenances)}
    order by "timestamp" desc limit 1) as found)`;

/** How many devices, or people, a group met in the days of the range. */
export const countPlaces = (
  kind: 'device' | 'user',
  range: GroupRange,
  column: Part,
  provenances: readonly string[],
): Part => {
  const id = sql.ref(`${kind}_id`);
  return sql`(select count(distinct ${id})::bigint from ${sql.table(`error_${kind}s_day`)} as met
    join ${partsOf(column)} on met.fingerprint = part.fingerprint
    where ${daysOf(range)} and ${provenanceIs(provenances)} and ${id} <> '')`;
};
