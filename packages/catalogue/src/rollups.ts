import type { Rollup } from './rollup.ts';
import { activityPagesRollup } from './rollups/activity-pages.ts';
import { activitySearchesRollup } from './rollups/activity-searches.ts';
import { activityUsersRollup } from './rollups/activity-users.ts';
import { apiPerformanceRollup } from './rollups/api-performance.ts';
import { apiTotalsRollup } from './rollups/api-totals.ts';
import { apiUsersRollup } from './rollups/api-users.ts';
import { deviceMeasurementsRollup } from './rollups/device-measurements.ts';
import { deviceStatesRollup } from './rollups/device-states.ts';
import { errorDevicesRollup } from './rollups/error-devices.ts';
import { errorFingerprintsRollup } from './rollups/error-fingerprints.ts';
import { errorTrendsRollup } from './rollups/error-trends.ts';
import { errorUsersRollup } from './rollups/error-users.ts';
import { healthChecksSummaryRollup } from './rollups/health-checks-summary.ts';
import { jobOutcomesRollup } from './rollups/job-outcomes.ts';
import { performanceValuesRollup } from './rollups/performance-values.ts';
import { toolCallersRollup } from './rollups/tool-callers.ts';
import { toolErrorsRollup } from './rollups/tool-errors.ts';
import { toolPeopleRollup } from './rollups/tool-people.ts';
import { toolTotalsRollup } from './rollups/tool-totals.ts';
import { toolUsageRollup } from './rollups/tool-usage.ts';
import { userActivityRollup } from './rollups/user-activity.ts';

/** Every rollup that the drain keeps. */
export const rollups: readonly Rollup[] = [
  apiPerformanceRollup,
  apiTotalsRollup,
  apiUsersRollup,
  jobOutcomesRollup,
  errorTrendsRollup,
  errorFingerprintsRollup,
  errorDevicesRollup,
  errorUsersRollup,
  toolErrorsRollup,
  toolUsageRollup,
  toolTotalsRollup,
  toolCallersRollup,
  toolPeopleRollup,
  userActivityRollup,
  activityUsersRollup,
  activityPagesRollup,
  activitySearchesRollup,
  healthChecksSummaryRollup,
  deviceStatesRollup,
  deviceMeasurementsRollup,
  performanceValuesRollup,
];

const byName = new Map(rollups.map((rollup) => [rollup.name, rollup]));

/** The rollup of that name, if there is one. */
export const findRollup = (name: string): Rollup | undefined => byName.get(name);
