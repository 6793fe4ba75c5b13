import type { SpecialFilter, Table } from '@homepot/catalogue';
import { sql } from 'kysely';
import { parameterFault } from '../parameters/parameter-fault.ts';
import { readWholeNumber } from '../parameters/whole-number.ts';
import type { Condition, CreateCondition } from './condition.ts';
import { createJsonFilter, meaningsOf } from './json-filter.ts';
import { createSearchFilter } from './search-filter.ts';

const anyOf = (conditions: readonly Condition[]): Condition =>
  sql<boolean>`(${sql.join(conditions, sql` or `)})`;
const allOf = (conditions: readonly Condition[]): Condition =>
  sql<boolean>`(${sql.join(conditions, sql` and `)})`;

const siteIdCharactersMax = 50;

function readSiteId(value: string): string {
  if (value.length > siteIdCharactersMax || value.includes('\0')) {
    throw parameterFault('site_id', `has at most ${siteIdCharactersMax} visible characters`);
  }
  return value;
}

// In both, array(...) is read once, so that the index on the column serves what follows.

const createSiteCondition: CreateCondition = (values) => {
  const sites = sql.join(values.map(readSiteId));
  return sql<boolean>`site_id = any (array(select id from sites where site_id in (${sites})))`;
};

const createDeviceSiteCondition: CreateCondition = (values) => {
  const sites = sql.join(values.map(readSiteId));
  return sql<boolean>`device_id = any (array(select devices.device_id from devices
    join sites on sites.id = devices.site_id where sites.site_id in (${sites})))`;
};

const createStatusClassCondition: CreateCondition = (values) =>
  anyOf(
    values.map((value) => {
      if (!/^[1-9](xx)?$/i.test(value)) throw parameterFault('status_class', 'is 5xx or 5');
      const from = Number(value.charAt(0)) * 100;
      return sql<boolean>`(status_code >= ${from} and status_code < ${from + 100})`;
    }),
  );

const createMinimumDurationCondition: CreateCondition = (values) => {
  const least = values.map((value) => readWholeNumber('min_duration_ms', value, 0, 2_147_483_647));
  return sql<boolean>`duration_ms >= ${Math.min(...least)}`;
};

function readLabel(label: string): readonly [string, string] {
  const colon = label.indexOf(':');
  if (colon < 1 || label.includes('\0')) throw parameterFault('labels', 'is written key:value');
  return [label.slice(0, colon), label.slice(colon + 1)];
}

const createLabelsCondition: CreateCondition = (values) => {
  const labels = Map.groupBy(values.map(readLabel), ([key]) => key);
  return allOf(
    [...labels].map(([key, pairs]) =>
      anyOf(
        pairs
          .flatMap(([, value]) => meaningsOf(value))
          .map((value) => sql<boolean>`labels @> ${JSON.stringify({ [key]: value })}::jsonb`),
      ),
    ),
  );
};

/** The filters that are not simply equality on a column. */
export function createSpecialFilter(name: SpecialFilter, table: Table): CreateCondition {
  switch (name) {
    case 'site_id':
      return 'site_id' in table.columns ? createSiteCondition : createDeviceSiteCondition;
    case 'status_class':
      return createStatusClassCondition;
    case 'min_duration_ms':
      return createMinimumDurationCondition;
    case 'labels':
      return createLabelsCondition;
    case 'search':
      return createSearchFilter('error_message');
    case 'context':
    case 'tool_context':
    case 'parameters':
      return createJsonFilter(name);
  }
}
