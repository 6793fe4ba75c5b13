import type { Chance } from './chance.ts';
import type { PlayedDevice } from './fleet-watch.ts';

/** The pages of the house that people open. */
export type PageName = 'dashboard' | 'devices' | 'device' | 'jobs' | 'errors' | 'analytics';

/** Where somebody goes from a page, and how likely. */
export const nextPages: Readonly<Record<PageName, readonly (readonly [PageName, number])[]>> = {
  dashboard: [
    ['devices', 5],
    ['jobs', 3],
    ['errors', 3],
    ['analytics', 2],
  ],
  devices: [
    ['device', 7],
    ['dashboard', 2],
    ['jobs', 1],
  ],
  device: [
    ['devices', 4],
    ['errors', 3],
    ['jobs', 2],
    ['dashboard', 1],
  ],
  jobs: [
    ['dashboard', 3],
    ['devices', 3],
    ['jobs', 1],
  ],
  errors: [
    ['device', 5],
    ['dashboard', 3],
    ['analytics', 1],
  ],
  analytics: [
    ['dashboard', 3],
    ['errors', 2],
    ['devices', 1],
  ],
};

/** What is clicked on a page. */
export const clicks: Readonly<Record<PageName, readonly string[]>> = {
  dashboard: ['open-site', 'refresh', 'dismiss-notice'],
  devices: ['filter-status', 'sort-last-seen', 'next-page'],
  device: ['restart-device', 'show-config', 'show-metrics', 'copy-device-id'],
  jobs: ['create-job', 'show-targets', 'retry-job'],
  errors: ['acknowledge-error', 'show-stack', 'filter-severity'],
  analytics: ['change-range', 'export-csv', 'compare-sites'],
};

/** What people look for; some of it is never found. */
export const searches = ['offline', 'pos', 'printer', 'gateway', 'terminal 6', 'north'] as const;

/** Seconds that people stay on a page. */
export const staySeconds: Readonly<Record<PageName, number>> = {
  dashboard: 8,
  devices: 10,
  device: 16,
  jobs: 12,
  errors: 14,
  analytics: 20,
};

/** The address of a page. */
export function urlOf(page: PageName, device: PlayedDevice | undefined): string {
  if (page === 'device') return device === undefined ? '/devices' : `/devices/${device.device_id}`;
  return page === 'dashboard' ? '/dashboard' : `/${page}`;
}

/** A device to look at: one in trouble rather than one that is well. */
export function pickDevice(
  chance: Chance,
  devices: readonly PlayedDevice[],
  troubled: readonly PlayedDevice[],
): PlayedDevice | undefined {
  const among = troubled.length > 0 && chance.happens(0.6) ? troubled : devices;
  return among.length === 0 ? undefined : chance.choose(among);
}
