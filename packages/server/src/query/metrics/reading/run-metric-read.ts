import { limits } from '../../../kernel/index.ts';
import type { QueryDeps, Reader } from '../../run-read.ts';
import { runRead } from '../../run-read.ts';

/**
 * Rows with histograms are wide and their groups few: to sort them, as the planner does where it has no
 * room for a hash table, takes twice as long. And to start helpers takes longer than they help.
 */
const needs = { memoryMebibytes: limits.metricMemoryMebibytes, workersMax: 0 };

/**
 * Runs the queries of a metric as `runRead` does, with settings of PostgreSQL that suit them. Throws
 * query_too_long or database_unavailable.
 */
export const runMetricRead = <T>(
  deps: Pick<QueryDeps, 'database'>,
  read: (reader: Reader) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> => runRead(deps, read, signal, needs);
