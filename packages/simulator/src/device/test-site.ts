import type { SitePlan } from '../site/site-plan.ts';
import { createSiteRhythm } from '../site/site-rhythm.ts';
import { createSiteGateway } from './device-faults.ts';
import type { DeviceModel } from './device-model.ts';
import { createDeviceModel } from './device-model.ts';

/** A site that is open every day from 8 to 22 o'clock, UTC. */
export const testSite: SitePlan = {
  siteId: 'site-001',
  timezone: 'UTC',
  week: [0, 1, 2, 3, 4, 5, 6].map((day_of_week) => ({
    day_of_week,
    open_time: '08:00',
    close_time: '22:00',
    expected_transaction_volume: 3_000,
    peak_hours_start: '12:00',
    peak_hours_end: '14:00',
  })),
  exceptions: [],
  deviceCount: 6,
};

/** Terminals of such a site, of these names. */
export function createTestModels(
  names: readonly string[],
  { seed = 1, siteId = 'site-001', areFaultsOn = true, configVersion = '2.6.0' } = {},
): readonly DeviceModel[] {
  const rhythm = createSiteRhythm({ ...testSite, siteId }, seed);
  const siteGateway = createSiteGateway(siteId, seed, rhythm);
  const badVersions = new Set(['2.6.6']);
  const around = { seed, rhythm, siteGateway, deviceCount: 6, badVersions, areFaultsOn };
  return names.map((deviceId) =>
    createDeviceModel({ deviceId, siteId, currency: 'GBP', configVersion }, around),
  );
}
