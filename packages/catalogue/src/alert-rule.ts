import type { AlertMeasureName } from './alert-measures.ts';
import type { Provenance } from './table.ts';

export const alertComparators = ['above', 'below'] as const;
type AlertComparator = (typeof alertComparators)[number];

/** What a window in which too little was counted means. */
export const missingDataPolicies = ['resolve', 'keep', 'fire'] as const;
type MissingDataPolicy = (typeof missingDataPolicies)[number];

export const alertSeverities = ['info', 'warning', 'critical'] as const;
type AlertSeverity = (typeof alertSeverities)[number];

/** What a person decides of an alert. Times are in seconds. */
export interface AlertRuleDefinition {
  readonly name: string;
  readonly description: string | null;
  readonly measure: AlertMeasureName;
  /** Values that count, by what the measure can be filtered by. */
  readonly filters: Readonly<Record<string, readonly string[]>>;
  /** What the subjects are told apart by; empty = all together, or what the measure fixes. */
  readonly group_by: readonly string[];
  readonly comparator: AlertComparator;
  readonly threshold: number;
  /** Where the alert ends; null = at the threshold. */
  readonly clear_threshold: number | null;
  /** Over how long the measure is taken: whole minutes. Measures of a state have none. */
  readonly window_seconds: number;
  /** How long the condition must hold before the alert fires. */
  readonly for_seconds: number;
  /** How long it must be over before the alert is resolved. */
  readonly resolve_seconds: number;
  readonly minimum_count: number;
  readonly missing_data: MissingDataPolicy;
  readonly severity: AlertSeverity;
  /** Rows of which provenances are watched, each apart from the others. */
  readonly provenances: readonly Provenance[];
  /** Whether alerts of simulated rows and samples are sent as well, not only shown. */
  readonly send_simulated: boolean;
  readonly mute_when_closed: boolean;
  readonly mute_in_maintenance: boolean;
  /** Who is told; null = every notifier. */
  readonly notifier_ids: readonly number[] | null;
  readonly enabled: boolean;
  readonly runbook_url: string | null;
}

/** What holds where a rule does not say otherwise. */
export const alertRuleDefaults = {
  description: null,
  filters: {},
  group_by: [],
  clear_threshold: null,
  window_seconds: 300,
  for_seconds: 0,
  resolve_seconds: 120,
  minimum_count: 1,
  missing_data: 'resolve',
  severity: 'warning',
  provenances: ['real', 'controlled', 'simulated'],
  send_simulated: false,
  mute_when_closed: false,
  mute_in_maintenance: false,
  notifier_ids: null,
  enabled: true,
  runbook_url: null,
} as const satisfies Partial<AlertRuleDefinition>;

type Given = Pick<AlertRuleDefinition, 'name' | 'measure' | 'comparator' | 'threshold'> &
  Partial<AlertRuleDefinition>;

const rule = (given: Given): AlertRuleDefinition => ({ ...alertRuleDefaults, ...given });

/**
 * The rules that a new house has. Each is made once: one that was changed stays as it was changed, and
 * one that was removed stays away.
 */
export const defaultAlertRules: readonly AlertRuleDefinition[] = [
  rule({
    name: 'Slow endpoint',
    measure: 'api_response_time_avg',
    group_by: ['endpoint', 'method'],
    comparator: 'above',
    threshold: 5_000,
    clear_threshold: 4_500,
    for_seconds: 300,
    minimum_count: 5,
  }),
  rule({
    name: 'Failing requests',
    measure: 'api_error_rate',
    group_by: ['endpoint', 'method'],
    comparator: 'above',
    threshold: 5,
    clear_threshold: 4,
    for_seconds: 300,
    minimum_count: 20,
  }),
  rule({
    name: 'Slow tool',
    measure: 'tool_duration_avg',
    group_by: ['bcp_name', 'tool_name'],
    comparator: 'above',
    threshold: 5_000,
    clear_threshold: 4_500,
    for_seconds: 300,
    minimum_count: 5,
  }),
  rule({
    name: 'Tool calls fail',
    measure: 'tool_success_rate',
    group_by: ['bcp_name', 'tool_name'],
    comparator: 'below',
    threshold: 95,
    clear_threshold: 96,
    for_seconds: 300,
    minimum_count: 20,
  }),
  rule({
    name: 'Device offline',
    measure: 'device_offline',
    comparator: 'above',
    threshold: 120,
    resolve_seconds: 60,
    mute_when_closed: true,
    mute_in_maintenance: true,
  }),
  rule({
    name: 'No data from device',
    measure: 'device_silent',
    comparator: 'above',
    threshold: 900,
    resolve_seconds: 60,
    severity: 'critical',
    mute_when_closed: true,
    mute_in_maintenance: true,
  }),
  rule({
    name: 'Device in error',
    measure: 'device_error',
    comparator: 'above',
    threshold: 300,
    resolve_seconds: 60,
    mute_when_closed: true,
    mute_in_maintenance: true,
  }),
  rule({
    name: 'Active while closed',
    measure: 'active_while_closed',
    comparator: 'above',
    threshold: 0,
    window_seconds: 900,
    resolve_seconds: 300,
    mute_in_maintenance: true,
  }),
  rule({
    name: 'Maintenance overdue',
    measure: 'maintenance_overdue',
    comparator: 'above',
    threshold: 14_400,
    resolve_seconds: 60,
  }),
  rule({
    name: 'Old data cannot be archived or removed',
    measure: 'retention_failures',
    comparator: 'above',
    threshold: 0,
    severity: 'critical',
    missing_data: 'keep',
  }),
  rule({
    name: 'Disk of the server nearly full',
    measure: 'server_disk_free_percent',
    comparator: 'below',
    threshold: 10,
    clear_threshold: 12,
    for_seconds: 120,
    severity: 'critical',
    missing_data: 'keep',
  }),
];
