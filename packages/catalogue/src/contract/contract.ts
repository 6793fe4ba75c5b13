import { alertRuleRoutes } from './alerts/alert-rules.ts';
import { alertRoutes } from './alerts/alerts.ts';
import { notifierRoutes } from './alerts/notifiers.ts';
import { configChangeRoutes } from './devices/config-changes.ts';
import { demoRoutes } from './devices/demo.ts';
import { deviceCredentialRoutes } from './devices/device-credentials.ts';
import { deviceRoutes } from './devices/devices.ts';
import { enrolmentRoutes } from './devices/enrolment.ts';
import { errorRoutes } from './errors.ts';
import { healthRoutes } from './health.ts';
import { browserRoutes } from './intake/browser.ts';
import { deviceReportRoutes } from './intake/device-reports.ts';
import { ingestRoutes } from './intake/ingest.ts';
import { otlpRoutes } from './intake/otlp.ts';
import { commandRoutes } from './jobs/commands.ts';
import { jobRoutes } from './jobs/jobs.ts';
import { archiveRoutes } from './keeping/archive.ts';
import { exportRoutes } from './keeping/exports.ts';
import { retentionRoutes } from './keeping/retention.ts';
import { liveRoutes } from './live.ts';
import { metricRoutes } from './metrics.ts';
import { auditRoutes } from './people/audit.ts';
import { keyRoutes } from './people/keys.ts';
import { signInRoutes } from './people/sign-in.ts';
import { userRoutes } from './people/users.ts';
import { analyticsRoutes } from './reading/analytics.ts';
import { dataQualityRoutes } from './reading/data-quality.ts';
import { rollupRoutes } from './reading/rollups.ts';
import { sessionRoutes } from './reading/sessions.ts';
import { tableRoutes } from './reading/tables.ts';
import type { Route } from './route.ts';
import { fleetOverviewRoutes } from './sites/fleet-overview.ts';
import { fleetSiteRoutes } from './sites/fleet-sites.ts';
import { scheduleRoutes } from './sites/schedules.ts';
import { siteRoutes } from './sites/sites.ts';

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
