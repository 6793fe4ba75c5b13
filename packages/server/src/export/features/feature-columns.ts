import type { ColumnType } from '@homepot/catalogue';
import type { FileColumn } from '../write/row-encoder.ts';
import { featureMeasurements } from './feature-cell.ts';

/** A column of the feature view. */
export interface FeatureColumn extends FileColumn {
  readonly description: string;
}

const column = (name: string, type: ColumnType, description: string, nullable = true) => ({
  name,
  type,
  nullable,
  description,
});

const count = (name: string, description: string) => column(name, 'integer', description, false);

const ofMeasurements: readonly FeatureColumn[] = featureMeasurements.flatMap((name) => [
  column(`${name}_mean_1h`, 'double', `Mean of ${name} over the rows of the hour.`),
  column(`${name}_max_1h`, 'double', `Greatest ${name} of the hour.`),
  column(`${name}_mean_24h`, 'double', `Mean of ${name} over the rows of 24 hours.`),
  column(`${name}_max_24h`, 'double', `Greatest ${name} of 24 hours.`),
]);

/** The columns of the feature view, in their order. `label_` is what is to be learned, never an input. */
export const featureColumns: readonly FeatureColumn[] = [
  column('device_id', 'varchar', 'The device.', false),
  column('site_id', 'varchar', 'Where it stood when the export was begun.'),
  column(
    'as_of',
    'timestamptz',
    'The end of the hour: nothing later, and nothing that arrived later, is in the features.',
    false,
  ),
  count('hour_of_day', 'The hour that ended (UTC).'),
  count('day_of_week', 'Its day (UTC); 0 = Monday.'),
  count('metrics_rows_1h', 'Rows of device_metrics in the hour.'),
  count('metrics_rows_24h', 'The same of 24 hours.'),
  ...ofMeasurements,
  count('health_checks_1h', 'Health checks in the hour.'),
  count('unhealthy_checks_1h', 'Those that were not healthy.'),
  count('health_checks_24h', 'Health checks of 24 hours.'),
  count('unhealthy_checks_24h', 'Those that were not healthy.'),
  count('errors_1h', 'Rows of error_logs of the device in the hour.'),
  count('errors_24h', 'The same of 24 hours.'),
  count('severe_errors_24h', 'Those of severity error or critical.'),
  count('job_ends_24h', 'Jobs that ended on the device in 24 hours.'),
  count('job_failures_24h', 'Those that failed or ran out of time.'),
  column('state', 'varchar', 'The state of the device as far as it was known.'),
  column('hours_in_state', 'double', 'Hours since it changed into it.'),
  count('state_changes_24h', 'Changes of state of 24 hours.'),
  column('hours_since_change', 'double', 'Hours since its configuration was last changed.'),
  column(
    'label_failed_within_24h',
    'boolean',
    'Whether it went into error or offline within the next 24 hours; null where they are not over.',
  ),
  column(
    'label_job_succeeded',
    'boolean',
    'Whether the next job of the next 24 hours succeeded; null where there was none.',
  ),
  column(
    'label_change_helped',
    'boolean',
    'Whether the next change of configuration of the next 24 hours was judged a success; null where there was none.',
  ),
];
