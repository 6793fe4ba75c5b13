import type { AnswerOf, Json, QueryOf, showErrorGroup } from '@homepot/catalogue';
import { provenances as knownProvenances } from '@homepot/catalogue';
import { sql } from 'kysely';
import { limits } from '../../kernel/index.ts';
import type { Parameters, Reader } from '../../query/index.ts';
import { findListing, listRows, runRead } from '../../query/index.ts';
import type { ErrorsDependencies } from '../errors-dependencies.ts';
import { groupNotFound } from '../groups/stored-group.ts';
import { countedErrors, daysOf, provenanceIs } from './counted-errors.ts';
import { countPlaces, lastSeen, partsOf, wholeOf } from './group-columns.ts';
import type { GroupRange } from './group-range.ts';
import { readGroupRange } from './group-range.ts';
import { readChoices } from './read-choice.ts';
import { readSeries } from './read-series.ts';
import type { CountedGroup } from './shown-group.ts';

type Answer = AnswerOf<typeof showErrorGroup>;
type Explanation = { [key: string]: Json };

/** What is shown of a group, and which of its errors are counted. */
interface Scope {
  readonly range: GroupRange;
  readonly provenances: readonly string[];
}

interface StoredPart {
  readonly fingerprint: string;
  readonly title: string;
  readonly first_seen: string;
  readonly explanation: Explanation;
  readonly count: number | null;
}

/** A group with its numbers. */
async function readGroup(reader: Reader, whole: string, { range, provenances }: Scope) {
  const column = sql`g.fingerprint`;
  const counted = countedErrors(range, { provenances, wholes: [whole] });
  const { rows } = await sql<CountedGroup>`
    select g.fingerprint, coalesce(g.own_title, g.title) as title, g.category, w.severity,
      g.error_type, g.error_code, g.status, g.provenance,
      coalesce((select sum(c.count) from ${counted} as c), 0)::bigint as count,
      ${countPlaces('device', range, column, provenances)} as devices,
      ${countPlaces('user', range, column, provenances)} as users, w.first_seen,
      ${lastSeen(range, column, provenances)} as last_seen, g.resolved_at, g.resolved_by,
      g.ignored_until, g.notes, g.regressed_at, g.regressions, w.merged
    from error_groups g cross join lateral (${wholeOf(column)}) as w
    where g.fingerprint = ${whole}`.execute(reader);
  const [group] = rows;
  if (group === undefined) throw groupNotFound();
  return group;
}

/** The group that a fingerprint is of. Throws not_found. */
async function findWhole(reader: Reader, fingerprint: string): Promise<string> {
  const { rows } = await sql<{ whole: string }>`
    select coalesce(merged_into, fingerprint) as whole from error_groups
    where fingerprint = ${fingerprint}`.execute(reader);
  const [found] = rows;
  if (found === undefined) throw groupNotFound();
  return found.whole;
}

async function readParts(reader: Reader, whole: string, { range, provenances }: Scope) {
  const { rows } = await sql<StoredPart>`
    select g.fingerprint, g.title, g.first_seen, g.explanation,
      counted.count
    from error_groups g left join (
      select c.fingerprint, sum(c.count)::bigint as count
      from ${countedErrors(range, { provenances, wholes: [whole] })} as c group by 1) as counted
      on counted.fingerprint = g.fingerprint
    where g.fingerprint = ${whole} or g.merged_into = ${whole}
    order by g.first_seen, g.fingerprint`.execute(reader);
  return rows;
}

/** The devices, or people, with the most errors, in the days of the range. */
async function readPlaces<Name extends 'device_id' | 'user_id'>(
  reader: Reader,
  name: Name,
  whole: string,
  { range, provenances }: Scope,
) {
  const table = name === 'device_id' ? 'error_devices_day' : 'error_users_day';
  const { rows } = await sql<{ [N in Name]: string } & { count: number }>`
    select ${sql.ref(name)}, sum(count)::bigint as count from ${sql.table(table)} as met
    join ${partsOf(sql`${whole}`)} on part.fingerprint = met.fingerprint
    where ${daysOf(range)} and ${provenanceIs(provenances)} and ${sql.ref(name)} <> ''
    group by 1 order by 2 desc, 1 limit ${limits.errorGroupPlacesMax}`.execute(reader);
  return rows;
}

/** Minutes before and after an error in which something else may tell why. */
const aroundMs = 5 * 60_000;

function lookAround(samples: Answer['samples']): Answer['around'] {
  const latest = samples.find(({ device_id }) => typeof device_id === 'string');
  if (latest === undefined) return null;
  const timestamp = String(latest.timestamp);
  const atMs = Date.parse(timestamp);
  const end = (ms: number): string => new Date(ms).toISOString();
  return {
    device_id: String(latest.device_id),
    timestamp,
    start_date: end(atMs - aroundMs),
    end_date: end(atMs + aroundMs),
  };
}

async function readNumbers(reader: Reader, fingerprint: string, scope: Scope) {
  const whole = await findWhole(reader, fingerprint);
  const group = await readGroup(reader, whole, scope);
  const { range, provenances } = scope;
  const series = await readSeries(reader, range, [whole], provenances);
  const parts = await readParts(reader, whole, scope);
  return {
    group,
    series: series.get(whole) ?? [],
    parts: parts.filter((part) => part.fingerprint !== whole),
    fingerprints: parts.map((part) => part.fingerprint),
    explanation: parts.find((part) => part.fingerprint === whole)?.explanation ?? {},
    top_devices: await readPlaces(reader, 'device_id', whole, scope),
    top_users: await readPlaces(reader, 'user_id', whole, scope),
  };
}

/** The latest errors of a group, whatever the range. */
async function readSamples(
  { database, clock }: ErrorsDependencies,
  fingerprints: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Answer['samples']> {
  const listing = findListing('errors');
  if (listing === undefined) throw new Error('there is no list of errors');
  const asked = { fingerprint: fingerprints, limit: limits.errorGroupSamplesMax };
  const { data } = await listRows({ database, clock }, listing, asked, signal);
  return data as Answer['samples'];
}

/**
 * One group of errors: that of a fingerprint, or the one that it was merged into. Throws not_found,
 * parameter_invalid, range_invalid, query_too_long or database_unavailable.
 */
export async function showGroup(
  deps: ErrorsDependencies,
  fingerprint: string,
  query: QueryOf<typeof showErrorGroup>,
  signal?: AbortSignal,
): Promise<Answer> {
  const range = readGroupRange(query as Parameters, deps.clock.nowMs());
  const provenances = readChoices(query as Parameters, 'provenance', knownProvenances);
  const { group, fingerprints, ...numbers } = await runRead(
    deps,
    (reader) => readNumbers(reader, fingerprint, { range, provenances }),
    signal,
  );
  const samples = await readSamples(deps, fingerprints, signal);
  return {
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    interval: range.interval,
    ...group,
    ...numbers,
    samples,
    around: lookAround(samples),
  };
}
