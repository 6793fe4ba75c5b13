import type { AlertRuleDefinition } from '@homepot/catalogue';
import { alertMeasureOf } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Observation } from '../../query/index.ts';

/** What a rule watches, at an instant of its own time. */
export interface Source {
  /** What there is to see at a step; steps only go forward. */
  at(stepMs: number): Promise<readonly Observation[]>;
  /** When it next may look different, after a step, if nothing but time passes. */
  nextChangeMs(stepMs: number): number;
}

/** How often a rule is judged, in milliseconds. */
export const stepMsOf = ({ measure }: Pick<AlertRuleDefinition, 'measure'>): number =>
  alertMeasureOf(measure).source.kind === 'device_state'
    ? limits.alertStateStepMilliseconds
    : limits.alertMinuteStepMilliseconds;

/** The step that a rule is due at: the rows of a minute are waited for a little. */
export function dueStepMs(rule: Pick<AlertRuleDefinition, 'measure'>, nowMs: number): number {
  const stepMs = stepMsOf(rule);
  const settleMs =
    stepMs === limits.alertMinuteStepMilliseconds ? limits.alertSettleMilliseconds : 0;
  return Math.floor((nowMs - settleMs) / stepMs) * stepMs;
}
