import type { Rollup } from '@homepot/catalogue';
import { provenances } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import { createColumnFilter } from '../lists/column-filter.ts';
import type { Condition } from '../lists/condition.ts';
import type { Parameters } from '../parameters/parameters.ts';
import { readSeveral } from '../parameters/parameters.ts';
import { readMetricRange, toBuckets } from './metric-range.ts';
import type { RollupRequest } from './rollup-rows.ts';

function readCondition(rollup: Rollup, name: string, parameters: Parameters): Condition[] {
  const values = readSeveral(parameters, name);
  const column = rollup.source.columns[name];
  return values.length === 0 || column === undefined
    ? []
    : [createColumnFilter(name, column)(values)];
}

/**
 * Reads the range, the provenance and the dimension `filter` from the parameters of a metric. Throws
 * parameter_invalid or range_invalid.
 */
export function readMetricRequest(
  rollup: Rollup,
  filter: string,
  parameters: Parameters,
  nowMs: number,
): RollupRequest {
  return {
    rollup,
    range: toBuckets(readMetricRange(parameters, limits.metricHoursBackMax, nowMs)),
    conditions: [filter, 'provenance'].flatMap((name) => readCondition(rollup, name, parameters)),
  };
}

/** The count of every provenance, those without rows included. */
export function showProvenance(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries(provenances.map((name) => [name, counts.get(name) ?? 0]));
}
