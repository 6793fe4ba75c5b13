import { sql } from 'kysely';
import type { Reader } from '../../query/index.ts';
import { countedErrors } from './counted-errors.ts';
import type { GroupRange } from './group-range.ts';
import { seriesLength, seriesStep } from './group-range.ts';

interface CountedBucket {
  readonly whole: string;
  readonly bucket: string;
  readonly count: number;
}

/** The errors of some groups in each hour, or day, of the range. */
export async function readSeries(
  reader: Reader,
  range: GroupRange,
  fingerprints: readonly string[],
  provenances: readonly string[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const series = new Map(
    fingerprints.map((fingerprint) => [
      fingerprint,
      new Array<number>(seriesLength(range)).fill(0),
    ]),
  );
  if (fingerprints.length === 0) return series;
  const { rows } = await sql<CountedBucket>`
    select coalesce(g.merged_into, g.fingerprint) as whole, counted.bucket,
      sum(counted.count)::bigint as count
    from ${countedErrors(range, { provenances, wholes: fingerprints, byHours: range.interval === 'hour' })} as counted
    join error_groups g on g.fingerprint = counted.fingerprint
    group by 1, 2`.execute(reader);
  for (const { whole, bucket, count } of rows) {
    const steps = series.get(whole);
    const step = seriesStep(range, Date.parse(bucket));
    if (steps?.[step] !== undefined) steps[step] += count;
  }
  return series;
}
