import { telemetryTables } from '@homepot/catalogue';
import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { Reader } from '../run-read.ts';
import type { Finding } from './finding.ts';
import { createFinding } from './finding.ts';
import type { QualityScope } from './quality-scope.ts';
import { hasDevices, inTime, rowsIn } from './quality-scope.ts';

interface Unknown {
  readonly value: string;
  readonly count: number;
  readonly timestamp: string;
}

/** A reference that is looked up: the rows by what they name, and what makes a name known. */
interface Lookup {
  readonly table: string;
  readonly what: string;
  readonly message: string;
  /** The name in `t`. */
  readonly name: string;
  /** Rows of `t` that must be known; absent: all that name something. */
  readonly where?: string;
  /** What finds `named.value`; of telemetry within the time that is judged. */
  readonly known: (scope: QualityScope) => RawBuilder<unknown>;
}

const isDevice = () => sql`select 1 from devices d where d.device_id = named.value`;
const deviceTables = telemetryTables.filter(hasDevices).map(({ name }) => name);

const lookups: readonly Lookup[] = [
  ...deviceTables.map((table) => ({
    table,
    what: 'device_id',
    message: 'rows name devices that the house does not know',
    name: 't.device_id',
    known: isDevice,
  })),
  {
    table: 'job_outcomes',
    what: 'site_id',
    message: 'summaries of jobs name sites that the house does not know',
    name: `t.extra_data ->> 'site_id'`,
    known: () => sql`select 1 from sites s where s.site_id = named.value`,
  },
  {
    table: 'job_outcomes',
    what: 'job_id',
    message: 'devices ended jobs that are not in the house and have no summary row',
    name: 't.job_id',
    where: 't.device_id IS NOT NULL',
    // The summary of a job comes after its devices.
    known: (scope) => sql`select 1 from jobs j where j.job_id = named.value
      union all select 1 from job_outcomes o
        where o.job_id = named.value and o.device_id is null and ${inTime(scope, 'o')}`,
  },
  {
    table: 'api_request_logs',
    what: 'user_id',
    message: 'requests to the house name users that it does not know',
    name: 't.user_id',
    where: `t.service = 'homepot'`,
    known: () => sql`select 1 from users u where u.username = named.value`,
  },
];

/** Finds rows that name devices, sites, jobs and users which nobody knows. */
export async function judgeReferences(
  reader: Reader,
  scope: QualityScope,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const lookup of lookups) {
    const { table, what, message, name, where = 'true', known } = lookup;
    const { rows } = await sql<Unknown & { readonly total: number }>`
      with named as (
        select ${sql.raw(name)} as value, count(*) as count, min(t."timestamp") as timestamp
        from ${sql.table(table)} t
        where ${rowsIn(table, scope, false)} and ${sql.raw(where)} and ${sql.raw(name)} is not null
        group by 1)
      select value, timestamp, (sum(count) over ())::bigint as total from named
      where not exists (${known(scope)}) order by value limit 1`.execute(reader);
    const [first] = rows;
    if (first === undefined) continue;
    const device_id = what === 'device_id' ? first.value : null;
    const example = { device_id, timestamp: first.timestamp, value: first.value };
    const about = { kind: 'unknown_reference', what, table, message } as const;
    findings.push(createFinding({ ...about, count: first.total }, example));
  }
  return findings;
}
