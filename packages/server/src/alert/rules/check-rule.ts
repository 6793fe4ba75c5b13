import type { AlertRuleDefinition, BodyOf, createAlertRule } from '@homepot/catalogue';
import { alertMeasureOf, alertRuleDefaults } from '@homepot/catalogue';
import { HomepotError } from '../../kernel/index.ts';

/** A rule as it is given: what is left out is as `alertRuleDefaults` says. */
export type GivenRule = BodyOf<typeof createAlertRule>;

const fault = (path: string, message: string): HomepotError =>
  new HomepotError('rule_invalid', { path, message });

const listOf = (names: readonly string[]): string =>
  names.length === 0 ? 'by nothing' : `by ${names.join(', ')}`;

function checkDimensions(rule: AlertRuleDefinition): void {
  const { filters, groups, needs } = alertMeasureOf(rule.measure);
  for (const name of Object.keys(rule.filters)) {
    if (filters.includes(name)) continue;
    throw fault(`filters.${name}`, `${rule.measure} can be filtered ${listOf(filters)}`);
  }
  for (const [place, name] of rule.group_by.entries()) {
    if (groups.includes(name)) continue;
    throw fault(`group_by[${place}]`, `${rule.measure} can be told apart ${listOf(groups)}`);
  }
  if (new Set(rule.group_by).size < rule.group_by.length) {
    throw fault('group_by', 'Name each dimension once');
  }
  if (needs !== undefined && (rule.filters[needs] ?? []).length === 0) {
    throw fault(`filters.${needs}`, `${rule.measure} needs a value of ${needs}`);
  }
}

function checkThresholds({ comparator, threshold, clear_threshold }: AlertRuleDefinition): void {
  if (clear_threshold === null || clear_threshold === threshold) return;
  if (comparator === 'above' ? clear_threshold < threshold : clear_threshold > threshold) return;
  const side = comparator === 'above' ? 'below' : 'above';
  throw fault('clear_threshold', `It must be the threshold or ${side} it`);
}

/** Completes a rule, and throws rule_invalid with the path of what does not fit together. */
export function checkRule(given: GivenRule): AlertRuleDefinition {
  const rule = { ...alertRuleDefaults, ...given } as AlertRuleDefinition;
  checkDimensions(rule);
  checkThresholds(rule);
  return rule;
}
