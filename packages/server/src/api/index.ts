export { bindAlertRules } from './alerts/alert-rules.ts';
export { bindAlerts } from './alerts/alerts.ts';
export { bindNotifiers } from './alerts/notifiers.ts';
export { createApp } from './app/app.ts';
export { bindConfigChanges } from './devices/config-changes.ts';
export { bindDemo } from './devices/demo.ts';
export { bindDeviceCredentials } from './devices/device-credentials.ts';
export { bindDevices } from './devices/devices.ts';
export { bindEnrolment } from './devices/enrolment.ts';
export { bindErrors } from './errors/errors.ts';
export type { Parts } from './health/health.ts';
export { bindHealth } from './health/health.ts';
export type {
  HouseFigures,
  KeepingFigures,
  LaneFigures,
  RetentionFigures,
} from './health/house-figures.ts';
export { createServerMetrics } from './health/server-metrics.ts';
export { bindCommands } from './jobs/commands.ts';
export { bindJobs } from './jobs/jobs.ts';
export { bindArchive } from './keeping/archive.ts';
export { bindExports } from './keeping/exports.ts';
export { bindRetention } from './keeping/retention.ts';
export { bindLive } from './live/live.ts';
export { bindAudit } from './people/audit.ts';
export { bindKeys } from './people/keys.ts';
export { bindSignIn } from './people/sign-in.ts';
export { bindUsers } from './people/users.ts';
export { bindAnalytics } from './reading/analytics.ts';
export { bindDataQuality } from './reading/data-quality.ts';
export { bindMetrics } from './reading/metrics.ts';
export { bindRollups } from './reading/rollups.ts';
export { bindSessions } from './reading/sessions.ts';
export { bindTables } from './reading/tables.ts';
export { observeFailures } from './requests/observe-failures.ts';
export type { RequestLog } from './requests/request-log.ts';
export { createRequestLog } from './requests/request-log.ts';
export { bindFleetOverview } from './sites/fleet-overview.ts';
export { bindFleetSites } from './sites/fleet-sites.ts';
export { bindSchedules } from './sites/schedules.ts';
export { bindSites } from './sites/sites.ts';
export { bindBrowserSdk } from './web/browser-sdk.ts';
