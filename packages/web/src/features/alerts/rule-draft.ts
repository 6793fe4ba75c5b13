import type {
  AlertMeasureName,
  AlertRuleDefinition,
  AnswerOf,
  BodyOf,
  createAlertRule,
  showAlertRule,
} from '@homepot/catalogue';
import { alertMeasureOf, alertRuleDefaults, alertRuleInWords } from '@homepot/catalogue';

type Rule = AnswerOf<typeof showAlertRule>;
type Body = BodyOf<typeof createAlertRule>;

/** A rule as somebody writes it: numbers are text until they are right. */
export interface RuleDraft {
  readonly name: string;
  readonly measure: AlertMeasureName;
  readonly comparator: AlertRuleDefinition['comparator'];
  readonly threshold: string;
  readonly clearThreshold: string;
  readonly windowMinutes: string;
  readonly forSeconds: string;
  readonly resolveSeconds: string;
  readonly minimumCount: string;
  readonly severity: AlertRuleDefinition['severity'];
  readonly missingData: AlertRuleDefinition['missing_data'];
  readonly groupBy: readonly string[];
  /** Values by dimension, separated by commas. */
  readonly filters: Readonly<Record<string, string>>;
  readonly muteWhenClosed: boolean;
  readonly muteInMaintenance: boolean;
  readonly sendSimulated: boolean;
  readonly enabled: boolean;
  readonly runbookUrl: string;
}

const minute = 60;

/** Nothing written yet. */
export const emptyRuleDraft: RuleDraft = {
  name: '',
  measure: 'api_response_time_p95',
  comparator: 'above',
  threshold: '1000',
  clearThreshold: '',
  windowMinutes: String(alertRuleDefaults.window_seconds / minute),
  forSeconds: String(alertRuleDefaults.for_seconds),
  resolveSeconds: String(alertRuleDefaults.resolve_seconds),
  minimumCount: String(alertRuleDefaults.minimum_count),
  severity: alertRuleDefaults.severity,
  missingData: alertRuleDefaults.missing_data,
  groupBy: [],
  filters: {},
  muteWhenClosed: alertRuleDefaults.mute_when_closed,
  muteInMaintenance: alertRuleDefaults.mute_in_maintenance,
  sendSimulated: alertRuleDefaults.send_simulated,
  enabled: alertRuleDefaults.enabled,
  runbookUrl: '',
};

/** A rule that is there, to be changed. */
export const draftOfRule = (rule: Rule): RuleDraft => ({
  name: rule.name,
  measure: rule.measure,
  comparator: rule.comparator,
  threshold: String(rule.threshold),
  clearThreshold: rule.clear_threshold === null ? '' : String(rule.clear_threshold),
  windowMinutes: String(rule.window_seconds / minute),
  forSeconds: String(rule.for_seconds),
  resolveSeconds: String(rule.resolve_seconds),
  minimumCount: String(rule.minimum_count),
  severity: rule.severity,
  missingData: rule.missing_data,
  groupBy: rule.group_by,
  filters: Object.fromEntries(
    Object.entries(rule.filters).map(([name, values]) => [name, values.join(', ')]),
  ),
  muteWhenClosed: rule.mute_when_closed,
  muteInMaintenance: rule.mute_in_maintenance,
  sendSimulated: rule.send_simulated,
  enabled: rule.enabled,
  runbookUrl: rule.runbook_url ?? '',
});

const wordsOf = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** The filters that the measure knows, those without a value left out. */
const filtersOf = ({ measure, filters }: RuleDraft): Record<string, string[]> =>
  Object.fromEntries(
    alertMeasureOf(measure)
      .filters.map((name): [string, string[]] => [name, wordsOf(filters[name] ?? '')])
      .filter(([, values]) => values.length > 0),
  );

/** The body of a request for it. The server says what is wrong with it. */
export function bodyOfRule(draft: RuleDraft): Body {
  const { groups } = alertMeasureOf(draft.measure);
  return {
    name: draft.name.trim() === '' ? 'New rule' : draft.name.trim(),
    measure: draft.measure,
    comparator: draft.comparator,
    threshold: Number(draft.threshold),
    clear_threshold: draft.clearThreshold.trim() === '' ? null : Number(draft.clearThreshold),
    window_seconds: Number(draft.windowMinutes) * minute,
    for_seconds: Number(draft.forSeconds),
    resolve_seconds: Number(draft.resolveSeconds),
    minimum_count: Number(draft.minimumCount),
    severity: draft.severity,
    missing_data: draft.missingData,
    group_by: draft.groupBy.filter((name) => groups.includes(name)),
    filters: filtersOf(draft),
    mute_when_closed: draft.muteWhenClosed,
    mute_in_maintenance: draft.muteInMaintenance,
    send_simulated: draft.sendSimulated,
    enabled: draft.enabled,
    runbook_url: draft.runbookUrl.trim() === '' ? null : draft.runbookUrl.trim(),
  };
}

/** The rule as a sentence, while it is being written. */
export const sentenceOf = (draft: RuleDraft): string =>
  alertRuleInWords({ ...alertRuleDefaults, ...bodyOfRule(draft) } as AlertRuleDefinition);
