import { errorGroupStatuses, errorLogs, errorSeverities, provenances } from '@homepot/catalogue';
import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { Parameters } from '../../query/index.ts';
import { readSeveral, readSingle } from '../../query/index.ts';
import { daysOf } from './counted-errors.ts';
import { partsOf } from './group-columns.ts';
import type { GroupRange } from './group-range.ts';
import { readChoices } from './read-choice.ts';

/** What a list of groups is narrowed down to. */
export interface GroupFilters {
  readonly statuses: readonly string[];
  readonly categories: readonly string[];
  readonly severities: readonly string[];
  readonly provenances: readonly string[];
  readonly devices: readonly string[];
  readonly search: string | undefined;
}

/** Reads the filters of the inbox: open groups, unless others are asked for. Throws parameter_invalid. */
export function readGroupFilters(parameters: Parameters): GroupFilters {
  const statuses = readChoices(parameters, 'status', errorGroupStatuses);
  return {
    statuses: statuses.length === 0 ? ['open'] : statuses,
    categories: readChoices(parameters, 'category', errorLogs.columns.category.values ?? []),
    severities: readChoices(parameters, 'severity', errorSeverities),
    provenances: readChoices(parameters, 'provenance', provenances),
    devices: readSeveral(parameters, 'device_id'),
    search: readSingle(parameters, 'search'),
  };
}

type Part = RawBuilder<unknown>;

const among = (column: Part, values: readonly string[]): readonly Part[] =>
  values.length === 0 ? [] : [sql`${column} in (${sql.join(values)})`];

function holds(search: string | undefined): readonly Part[] {
  if (search === undefined || search === '') return [];
  const pattern = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return [
    sql`concat_ws(' ', g.own_title, g.title, g.error_type, g.error_code,
      g.explanation ->> 'message', g.explanation ->> 'frames', g.fingerprint) ilike ${pattern}`,
  ];
}

/** The conditions on a group `g`, whose worst severity is that of `w`. */
export function groupConditions(filters: GroupFilters, range: GroupRange): Part {
  const { statuses, categories, severities, devices, search } = filters;
  const onDevice =
    devices.length === 0
      ? []
      : [
          sql`exists (select from ${partsOf(sql`g.fingerprint`)}
            join error_devices_day as met on met.fingerprint = part.fingerprint
            where ${daysOf(range)} and met.device_id in (${sql.join(devices)}))`,
        ];
  const conditions = [
    ...among(sql`g.status`, statuses),
    ...among(sql`g.category`, categories),
    ...among(sql`w.severity`, severities),
    ...holds(search),
    ...onDevice,
  ];
  return sql.join(conditions, sql` and `);
}
