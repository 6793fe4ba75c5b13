import { HomepotError } from '../../kernel/index.ts';
import type { Instant } from './instant.ts';
import { nextDay, readInstant } from './instant.ts';
import { parameterFault } from './parameter-fault.ts';
import type { Parameters } from './parameters.ts';
import { readSingle } from './parameters.ts';

/** From `from` (inclusive) to `to` (exclusive); an absent end is open. */
export interface TimeRange {
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
}

function readEnd(parameters: Parameters, name: 'start_date' | 'end_date'): Instant | undefined {
  const text = readSingle(parameters, name);
  if (text === undefined) return undefined;
  const read = readInstant(text);
  if (read === undefined) {
    throw parameterFault(name, 'is ISO 8601: 2026-01-31 or 2026-01-31T08:00:00Z');
  }
  return read.isDate && name === 'end_date' ? nextDay(read.instant) : read.instant;
}

/**
 * Reads `start_date` and `end_date`. A date stands for the whole day in UTC, so that an `end_date`
 * without a time of day takes in that day. Throws range_invalid when nothing can lie between them.
 */
export function readTimeRange(parameters: Parameters): TimeRange {
  const from = readEnd(parameters, 'start_date');
  const to = readEnd(parameters, 'end_date');
  if (from !== undefined && to !== undefined && from >= to) {
    throw new HomepotError('range_invalid', { path: 'query.start_date' });
  }
  return { from, to };
}
