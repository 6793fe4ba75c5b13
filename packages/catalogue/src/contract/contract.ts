import { alertRuleRoutes } from './alert-rules.ts';
import { alertRoutes } from './alerts.ts';
import { analyticsRoutes } from './analytics.ts';
import { archiveRoutes } from './archive.ts';
import { auditRoutes } from './audit.ts';
import { browserRoutes } from './browser.ts';
import { commandRoutes } from './commands.ts';
import { configChangeRoutes } from './config-changes.ts';
import { dataQualityRoutes } from './data-quality.ts';
import { demoRoutes } from './demo.ts';
import { deviceCredentialRoutes } from './device-credentials.ts';
import { deviceReportRoutes } from './device-reports.ts';
import { deviceRoutes } from './devices.ts';
import { enrolmentRoutes } from './enrolment.ts';
import { errorRoutes } from './errors.ts';
import { exportRoutes } from './exports.ts';
import { fleetOverviewRoutes } from './fleet-overview.ts';
import { fleetSiteRoutes } from './fleet-sites.ts';
import { healthRoutes } from './health.ts';
import { ingestRoutes } from './ingest.ts';
import { jobRoutes } from './jobs.ts';
import { keyRoutes } from './keys.ts';
import { liveRoutes } from './live.ts';
import { metricRoutes } from './metrics.ts';
import { notifierRoutes } from './notifiers.ts';
import { otlpRoutes } from './otlp.ts';
import { retentionRoutes } from './retention.ts';
import { rollupRoutes } from './rollups.ts';
import type { Route } from './route.ts';
import { scheduleRoutes } from './schedules.ts';
import { sessionRoutes } from './sessions.ts';
import { signInRoutes } from './sign-in.ts';
import { siteRoutes } from './sites.ts';
import { tableRoutes } from './tables.ts';
import { userRoutes } from './users.ts';

/** Every route of the HTTP API, once. */
export const routes: readonly Route[] = [
  ...signInRoutes,
  ...userRoutes,
  ...keyRoutes,
  ...auditRoutes,
  ...siteRoutes,
  ...scheduleRoutes,
  ...deviceRoutes,
  ...fleetOverviewRoutes,
  ...fleetSiteRoutes,
  ...deviceCredentialRoutes,
  ...enrolmentRoutes,
  ...deviceReportRoutes,
  ...jobRoutes,
  ...commandRoutes,
  ...configChangeRoutes,
  ...ingestRoutes,
  ...otlpRoutes,
  ...browserRoutes,
  ...errorRoutes,
  ...analyticsRoutes,
  ...metricRoutes,
  ...rollupRoutes,
  ...retentionRoutes,
  ...tableRoutes,
  ...dataQualityRoutes,
  ...alertRoutes,
  ...alertRuleRoutes,
  ...demoRoutes,
  ...notifierRoutes,
  ...liveRoutes,
  ...sessionRoutes,
  ...archiveRoutes,
  ...exportRoutes,
  ...healthRoutes,
];
