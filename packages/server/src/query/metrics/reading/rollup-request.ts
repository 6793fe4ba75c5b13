import type { Column, Rollup } from '@homepot/catalogue';
import { rollups } from '@homepot/catalogue';
import { limits } from '../../../kernel/index.ts';
import { createColumnFilter } from '../../lists/column-filter.ts';
import type { Condition } from '../../lists/condition.ts';
import type { Parameters } from '../../parameters/parameters.ts';
import { readSeveral } from '../../parameters/parameters.ts';
import type { WholeRange } from '../range/metric-range.ts';
import { readMetricRange, widenRange } from '../range/metric-range.ts';
import type { RemovedBuckets } from '../range/removed-buckets.ts';

/** Which rows of a rollup are read. */
export interface RollupRequest {
  readonly rollup: Rollup;
  /** Whole buckets of the shortest interval of the rollup. */
  readonly range: WholeRange;
  readonly conditions: readonly Condition[];
}

/** The declared rollup of that name. */
export function findRollup(name: string): Rollup {
  const rollup = rollups.find((each) => each.name === name);
  if (rollup === undefined) throw new Error(`no rollup ${name}`);
  return rollup;
}

const text: Column = {
  type: 'varchar',
  nullable: false,
  description: '',
  privacy: 'none',
  origin: 'derived',
  filter: true,
};

/** A dimension that is a column of the source takes the values of that column. */
function readCondition(rollup: Rollup, name: string, parameters: Parameters): Condition[] {
  const values = readSeveral(parameters, name);
  const column = rollup.source.columns[name] ?? text;
  return values.length === 0 ? [] : [createColumnFilter(name, column)(values)];
}

/**
 * Reads the range, the provenance and the filters, which are names of dimensions, from the
 * parameters of a metric; `removed` says which buckets may be gone. Throws parameter_invalid or range_invalid.
 */
export function readRollupRequest(
  rollup: Rollup,
  filters: readonly string[],
  parameters: Parameters,
  nowMs: number,
  removed?: RemovedBuckets,
): RollupRequest {
  const asked = readMetricRange(parameters, limits.metricHoursBackMax, nowMs);
  return {
    rollup,
    range: widenRange(asked, rollup.intervals, removed),
    conditions: [...filters, 'provenance'].flatMap((name) =>
      readCondition(rollup, name, parameters),
    ),
  };
}
