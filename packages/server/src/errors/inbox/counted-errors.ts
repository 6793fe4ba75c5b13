import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { GroupRange } from './group-range.ts';
import { dayEnd, dayStart } from './group-range.ts';

type Part = RawBuilder<unknown>;

const at = (ms: number): string => new Date(ms).toISOString();

/** Only these provenances; all where none is given. */
export const provenanceIs = (provenances: readonly string[]): Part =>
  provenances.length === 0 ? sql`true` : sql`provenance in (${sql.join(provenances)})`;

/** Which sums are added up. */
interface CountedScope {
  readonly provenances: readonly string[];
  /** The groups whose parts are counted; all where absent. */
  readonly wholes?: readonly string[];
  /** Whether only the sums of hours will do. */
  readonly byHours?: boolean;
}

/** The fingerprints of some groups: PostgreSQL then walks an index, and not the range. */
function partsAre(wholes: readonly string[] | undefined): Part {
  if (wholes === undefined) return sql`true`;
  const list = sql.join([...wholes]);
  return sql`fingerprint in (select part.fingerprint from error_groups as part
    where part.fingerprint in (${list}) or part.merged_into in (${list}))`;
}

function part(table: string, fromMs: number, toMs: number, scope: CountedScope): Part {
  return sql`select fingerprint, bucket, count from ${sql.table(table)}
    where bucket >= ${at(fromMs)} and bucket < ${at(toMs)}
      and ${provenanceIs(scope.provenances)} and ${partsAre(scope.wholes)}`;
}

/**
 * The sums of a range by fingerprint and bucket: whole days from the sums of days, what is left at
 * both ends from those of hours.
 */
export function countedErrors({ fromMs, toMs }: GroupRange, scope: CountedScope): Part {
  const [firstDay, lastDay] = [dayEnd(fromMs), dayStart(toMs)];
  const hours = 'error_fingerprints_hour';
  if (scope.byHours === true || firstDay >= lastDay)
    return sql`(${part(hours, fromMs, toMs, scope)})`;
  return sql`(${part(hours, fromMs, firstDay, scope)}
    union all ${part('error_fingerprints_day', firstDay, lastDay, scope)}
    union all ${part(hours, lastDay, toMs, scope)})`;
}

/** The days that a range touches, for what is known by the day alone. */
export const daysOf = ({ fromMs, toMs }: GroupRange): Part =>
  sql`bucket >= ${at(dayStart(fromMs))} and bucket < ${at(dayEnd(toMs))}`;

/** The same range for the rows themselves. */
export const instantsOf = ({ fromMs, toMs }: GroupRange): Part =>
  sql`"timestamp" >= ${at(fromMs)} and "timestamp" < ${at(toMs)}`;
