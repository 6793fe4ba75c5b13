import type { ComponentType } from 'preact';

/** One page: where it is, what it is called, and how it comes. */
export interface PageEntry {
  /** As the router takes it: `/devices/:device_id`. */
  readonly path: string;
  readonly title: string;
  /** The part of the rail that it stands in; absent for pages that others lead to. */
  readonly group?: 1 | 2 | 3;
  /** `g` and this letter go there. */
  readonly letter?: string;
  /** For administrators alone. */
  readonly isForAdmins?: boolean;
  /** The number beside its name in the rail: what is open there. */
  readonly badge?: 'alerts' | 'errors';
  /** Loads it as a chunk of its own. */
  readonly load: () => Promise<ComponentType<{ params: Readonly<Record<string, string>> }>>;
}

/** Every page, in the order of the rail. A page is one line here and one file in its folder of features. */
export const pages: readonly PageEntry[] = [
  {
    path: '/',
    title: 'Fleet',
    group: 1,
    letter: 'f',
    load: () => import('./features/fleet/fleet-page.tsx').then((module) => module.FleetPage),
  },
  {
    path: '/sites',
    title: 'Sites',
    group: 1,
    letter: 's',
    load: () => import('./features/sites/sites-page.tsx').then((module) => module.SitesPage),
  },
  {
    path: '/sites/:site_id',
    title: 'Site',
    load: () => import('./features/sites/site-page.tsx').then((module) => module.SitePage),
  },
  {
    path: '/devices',
    title: 'Devices',
    group: 1,
    letter: 'd',
    load: () => import('./features/devices/devices-page.tsx').then((module) => module.DevicesPage),
  },
  {
    path: '/devices/:device_id',
    title: 'Device',
    load: () => import('./features/devices/device-page.tsx').then((module) => module.DevicePage),
  },
  {
    path: '/jobs',
    title: 'Jobs',
    group: 1,
    letter: 'j',
    load: () => import('./features/jobs/jobs-page.tsx').then((module) => module.JobsPage),
  },
  {
    path: '/jobs/new',
    title: 'New job',
    isForAdmins: true,
    load: () => import('./features/jobs/new-job-page.tsx').then((module) => module.NewJobPage),
  },
  {
    path: '/jobs/:job_id',
    title: 'Job',
    load: () => import('./features/jobs/job-page.tsx').then((module) => module.JobPage),
  },
  {
    path: '/errors',
    title: 'Errors',
    group: 1,
    letter: 'e',
    badge: 'errors',
    load: () => import('./features/errors/errors-page.tsx').then((module) => module.ErrorsPage),
  },
  {
    path: '/errors/:group_id',
    title: 'Error',
    load: () => import('./features/errors/error-page.tsx').then((module) => module.ErrorPage),
  },
  {
    path: '/api-performance',
    title: 'API',
    group: 1,
    letter: 'p',
    load: () => import('./features/api/api-page.tsx').then((module) => module.ApiPage),
  },
  {
    path: '/tools',
    title: 'Tools',
    group: 1,
    letter: 't',
    load: () => import('./features/tools/tools-page.tsx').then((module) => module.ToolsPage),
  },
  {
    path: '/changes',
    title: 'Changes',
    group: 1,
    letter: 'c',
    load: () => import('./features/changes/changes-page.tsx').then((module) => module.ChangesPage),
  },
  {
    path: '/schedules',
    title: 'Schedules',
    group: 2,
    letter: 'h',
    load: () =>
      import('./features/schedules/schedules-page.tsx').then((module) => module.SchedulesPage),
  },
  {
    path: '/schedules/:site_id',
    title: 'Schedule',
    load: () =>
      import('./features/schedules/schedule-page.tsx').then((module) => module.SchedulePage),
  },
  {
    path: '/activity',
    title: 'Activity',
    group: 2,
    letter: 'a',
    load: () =>
      import('./features/activity/activity-page.tsx').then((module) => module.ActivityPage),
  },
  {
    path: '/alerts',
    title: 'Alerts',
    group: 2,
    letter: 'l',
    badge: 'alerts',
    load: () => import('./features/alerts/alerts-page.tsx').then((module) => module.AlertsPage),
  },
  {
    path: '/alerts/rules/:id',
    title: 'Rule',
    load: () => import('./features/alerts/rule-page.tsx').then((module) => module.RulePage),
  },
  {
    path: '/alerts/:id',
    title: 'Alert',
    load: () => import('./features/alerts/alert-page.tsx').then((module) => module.AlertPage),
  },
  {
    path: '/live',
    title: 'Live tail',
    group: 2,
    letter: 'v',
    isForAdmins: true,
    load: () => import('./features/tail/tail-page.tsx').then((module) => module.TailPage),
  },
  {
    path: '/export',
    title: 'Export',
    group: 3,
    letter: 'x',
    isForAdmins: true,
    load: () => import('./features/export/export-page.tsx').then((module) => module.ExportPage),
  },
  {
    path: '/export/new',
    title: 'New data set',
    isForAdmins: true,
    load: () =>
      import('./features/export/new-export-page.tsx').then((module) => module.NewExportPage),
  },
  {
    path: '/export/:export_id',
    title: 'Data set',
    isForAdmins: true,
    load: () =>
      import('./features/export/one-export-page.tsx').then((module) => module.OneExportPage),
  },
  {
    path: '/retention',
    title: 'Retention',
    group: 3,
    letter: 'r',
    isForAdmins: true,
    load: () =>
      import('./features/retention/retention-page.tsx').then((module) => module.RetentionPage),
  },
  {
    path: '/audit',
    title: 'Audit',
    group: 3,
    letter: 'u',
    isForAdmins: true,
    load: () => import('./features/audit/audit-page.tsx').then((module) => module.AuditPage),
  },
  {
    path: '/admin',
    title: 'Admin',
    group: 3,
    letter: 'm',
    load: () => import('./features/admin/admin-page.tsx').then((module) => module.AdminPage),
  },
  {
    path: '/welcome',
    title: 'Connect',
    group: 3,
    isForAdmins: true,
    load: () =>
      import('./features/first-run/first-run-page.tsx').then((module) => module.FirstRunPage),
  },
];
