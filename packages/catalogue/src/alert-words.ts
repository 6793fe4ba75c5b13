import type { AlertMeasure, AlertUnit } from './alert-measures.ts';
import { alertMeasureOf } from './alert-measures.ts';
import type { AlertRuleDefinition } from './alert-rule.ts';

const spans = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;

/** A duration in seconds as people write it, in its two greatest units: `1 h 30 min`. */
export function durationInWords(seconds: number): string {
  let rest = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [size, unit] of spans) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

/** With as many digits as tell: 5,000; 4.25; 0.031. */
function numberInWords(value: number): string {
  const maximumSignificantDigits = Math.abs(value) >= 1_000 ? 6 : 4;
  return value.toLocaleString('en', { maximumSignificantDigits });
}

const written: Readonly<Record<AlertUnit, (value: number) => string>> = {
  ms: (value) => `${numberInWords(value)} ms`,
  '%': (value) => `${numberInWords(value)} %`,
  s: durationInWords,
  per_minute: (value) => `${numberInWords(value)} a minute`,
  count: numberInWords,
  number: numberInWords,
};

/** A value of a measure with its unit: `5,000 ms`, `95 %`, `2 min`. */
export const alertValueInWords = ({ unit }: Pick<AlertMeasure, 'unit'>, value: number): string =>
  written[unit](value);

const names: Readonly<Record<string, string>> = {
  bcp_name: 'pack',
  tool_name: 'tool',
  job_type: 'job type',
  metric_name: 'metric',
  device_id: 'device',
  site_id: 'site',
  aggregation_period: 'period',
};
const nameOf = (dimension: string): string => names[dimension] ?? dimension;

function whose({ group_by, measure }: AlertRuleDefinition): string {
  const { each } = alertMeasureOf(measure);
  const groups = each === undefined ? group_by.map(nameOf) : [each];
  return groups.length === 0 ? '' : ` of any ${groups.join(' and ')}`;
}

function only({ filters }: AlertRuleDefinition): string {
  const parts = Object.entries(filters)
    .filter(([, values]) => values.length > 0)
    .map(([dimension, values]) => `${nameOf(dimension)} ${values.join(' or ')}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function heldFor({ for_seconds, measure }: AlertRuleDefinition): string {
  const until = alertMeasureOf(measure).source.kind === 'device_state' ? ' more' : '';
  return for_seconds === 0 ? '' : ` for ${durationInWords(for_seconds)}${until}`;
}

function taken(rule: AlertRuleDefinition): string {
  const { source, counted } = alertMeasureOf(rule.measure);
  if (source.kind === 'device_state') return '';
  const least = rule.minimum_count > 1 ? `, of at least ${rule.minimum_count} ${counted}` : '';
  return `, taken over ${durationInWords(rule.window_seconds)}${least}`;
}

/** What a rule watches, as one sentence: "When the mean response time of any endpoint is above 5,000 ms …". */
export function alertRuleInWords(rule: AlertRuleDefinition): string {
  const measure = alertMeasureOf(rule.measure);
  const limit = alertValueInWords(measure, rule.threshold);
  return `When the ${measure.title}${whose(rule)}${only(rule)} is ${rule.comparator} ${limit}${heldFor(rule)}${taken(rule)}: ${rule.severity}.`;
}

/** What an alert says, as one sentence. `value` is null where nothing could be measured. */
export function alertInWords(
  rule: Pick<AlertRuleDefinition, 'measure' | 'comparator' | 'threshold'>,
  subject: string,
  value: number | null,
  isSimulated: boolean,
): string {
  const measure = alertMeasureOf(rule.measure);
  const whose = `${isSimulated ? 'Simulated: ' : ''}${subject === '' ? '' : `${subject}: `}`;
  if (value === null) return `${whose}no data for the ${measure.title}.`;
  const words = alertValueInWords(measure, value);
  const limit = alertValueInWords(measure, rule.threshold);
  return `${whose}${measure.title} ${words}, ${rule.comparator} ${limit}.`;
}
