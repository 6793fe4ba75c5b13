import type { AlertRuleDefinition } from '@homepot/catalogue';
import { alertMeasureOf } from '@homepot/catalogue';
import type { Observation } from '../../query/index.ts';

/** What a step finds of a subject. */
export type Verdict = 'bad' | 'between' | 'clear' | 'unknown';

export type JudgedRule = Pick<
  AlertRuleDefinition,
  'measure' | 'comparator' | 'threshold' | 'clear_threshold' | 'minimum_count' | 'missing_data'
>;

const whenMissing = { resolve: 'clear', keep: 'unknown', fire: 'bad' } as const;

/** Whether of this measure nothing counted is a number: none. */
export function countsNothing({ measure }: Pick<AlertRuleDefinition, 'measure'>): boolean {
  const { source } = alertMeasureOf(measure);
  if (source.kind === 'rollup') return source.take === 'rate' || source.take === 'count';
  return source.kind === 'closed_activity' || source.kind === 'device_state';
}

function compare(rule: JudgedRule, value: number): Verdict {
  const { comparator, threshold, clear_threshold } = rule;
  const sign = comparator === 'above' ? 1 : -1;
  if (sign * value > sign * threshold) return 'bad';
  return sign * value <= sign * (clear_threshold ?? threshold) ? 'clear' : 'between';
}

/** Judges what was observed of a subject; nothing at all, where it is no longer there. */
export function judge(rule: JudgedRule, observation: Observation | undefined): Verdict {
  if (observation === undefined) {
    return countsNothing(rule) || rule.missing_data !== 'keep' ? 'clear' : 'unknown';
  }
  const { value, count } = observation;
  const least = countsNothing(rule) ? 0 : Math.max(1, rule.minimum_count);
  if (value === undefined || count < least) return whenMissing[rule.missing_data];
  return compare(rule, value);
}

/** The worse of two values; null is no value. */
export function worseOf(
  { comparator }: Pick<AlertRuleDefinition, 'comparator'>,
  one: number | null,
  other: number | null,
): number | null {
  if (one === null || other === null) return one ?? other;
  return comparator === 'above' ? Math.max(one, other) : Math.min(one, other);
}
