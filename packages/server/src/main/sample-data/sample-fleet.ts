/** The sample sites, as rows of `sites`. */
export const sampleSites = [
  {
    site_id: 'site-001',
    name: 'Main Store - Downtown',
    description: 'Primary retail location with 5 POS terminals',
    location: '123 Main St, Downtown',
    latitude: 51.5136,
    longitude: -0.1365,
    timezone: 'Europe/London',
  },
  {
    site_id: 'site-002',
    name: 'West Branch',
    description: 'Suburban location with 7 POS terminals',
    location: '456 West Ave, Westside',
    latitude: 51.5074,
    longitude: -0.2752,
    timezone: 'Europe/London',
  },
] as const;

export const sampleSegment = 'pos-terminals';
export const samplePreviousVersion = '1.0.0';
export const sampleConfigVersion = '2.5.0';

/** What a sample terminal says of itself. */
export const sampleDeviceInfo = {
  model: 'POS-Terminal-X1',
  firmware: '2.4.1',
  os: 'Linux ARM',
  memory_mb: 2048,
  storage_gb: 16,
};

export interface SampleDevice {
  readonly number: number;
  readonly deviceId: string;
  readonly siteId: string;
}

const terminalsInFirstSite = 5;

/** Twelve terminals: 1 to 5 downtown, 6 to 12 in the west. */
export const sampleDevices: readonly SampleDevice[] = Array.from({ length: 12 }, (_, index) => {
  const number = index + 1;
  return {
    number,
    deviceId: `pos-terminal-${String(number).padStart(3, '0')}`,
    siteId: number <= terminalsInFirstSite ? 'site-001' : 'site-002',
  };
});

interface SampleDay {
  readonly day_of_week: number;
  readonly open_time: string;
  readonly close_time: string;
  readonly expected_transaction_volume: number;
  readonly peak_hours_start: string;
  readonly peak_hours_end: string;
  readonly notes: string;
}

const day = (
  day_of_week: number,
  [open_time, close_time]: readonly [string, string],
  [peak_hours_start, peak_hours_end]: readonly [string, string],
  expected_transaction_volume: number,
  notes: string,
): SampleDay => ({
  day_of_week,
  open_time,
  close_time,
  expected_transaction_volume,
  peak_hours_start,
  peak_hours_end,
  notes,
});

const fullWeek = [
  day(0, ['08:00', '22:00'], ['12:00', '14:00'], 350, 'Quiet start of the week'),
  day(1, ['08:00', '22:00'], ['12:00', '14:00'], 360, 'Regular weekday'),
  day(2, ['08:00', '22:00'], ['12:00', '14:00'], 380, 'Regular weekday'),
  day(3, ['08:00', '22:00'], ['17:00', '20:00'], 450, 'Late-night shopping'),
  day(4, ['08:00', '23:30'], ['17:00', '21:00'], 700, 'Busiest day - weekend shopping starts'),
  day(5, ['09:00', '23:00'], ['13:00', '18:00'], 650, 'Busy all afternoon'),
  day(6, ['10:00', '18:00'], ['12:00', '15:00'], 300, 'Short Sunday hours'),
] as const;

/** The share of the downtown volume that each site expects. */
const volumeShares: Readonly<Record<string, number>> = { 'site-001': 1, 'site-002': 0.8 };

/** A full week of each site, as rows of `site_operating_schedules`. Friday is the busiest. */
export const sampleSchedules = sampleSites.flatMap(({ site_id }) =>
  fullWeek.map((line) => ({
    ...line,
    site_id,
    expected_transaction_volume: Math.round(
      line.expected_transaction_volume * (volumeShares[site_id] ?? 1),
    ),
    is_maintenance_window: line.day_of_week === 1,
    maintenance_start: line.day_of_week === 1 ? '02:00' : null,
    maintenance_end: line.day_of_week === 1 ? '04:00' : null,
  })),
);
