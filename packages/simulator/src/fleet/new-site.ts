import { createKey, uniformAt } from '../random/keyed-random.ts';
import type { WeekLine } from '../site/site-plan.ts';
import { limits } from './limits.ts';

/** A site that the simulator enters: what the API is told of it, and its terminals. */
export interface NewSite {
  readonly siteId: string;
  readonly name: string;
  readonly location: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly timezone: string;
  readonly currency: string;
  readonly week: readonly (WeekLine & {
    readonly is_maintenance_window: boolean;
    readonly maintenance_start: string | null;
    readonly maintenance_end: string | null;
  })[];
  readonly deviceCount: number;
}

const towns = [
  ['London', 51.51, -0.13, 'Europe/London', 'GBP'],
  ['Manchester', 53.48, -2.24, 'Europe/London', 'GBP'],
  ['Berlin', 52.52, 13.4, 'Europe/Berlin', 'EUR'],
  ['Lyon', 45.76, 4.84, 'Europe/Paris', 'EUR'],
  ['Madrid', 40.42, -3.7, 'Europe/Madrid', 'EUR'],
  ['New York', 40.71, -74.01, 'America/New_York', 'USD'],
  ['Chicago', 41.88, -87.63, 'America/Chicago', 'USD'],
  ['Seattle', 47.61, -122.33, 'America/Los_Angeles', 'USD'],
  ['São Paulo', -23.55, -46.63, 'America/Sao_Paulo', 'BRL'],
  ['Tokyo', 35.68, 139.69, 'Asia/Tokyo', 'JPY'],
  ['Mumbai', 19.08, 72.88, 'Asia/Kolkata', 'INR'],
  ['Sydney', -33.87, 151.21, 'Australia/Sydney', 'AUD'],
] as const;

/** How a kind of shop opens, and when it is busy: weekdays, Saturday, Sunday. */
const kinds = [
  {
    name: 'Supermarket',
    hours: [
      ['07:00', '22:00'],
      ['07:00', '22:00'],
      ['10:00', '17:00'],
    ],
    peaks: [
      ['17:00', '20:00'],
      ['11:00', '16:00'],
      ['12:00', '15:00'],
    ],
    perDevice: 240,
  },
  {
    name: 'Department Store',
    hours: [
      ['09:30', '20:00'],
      ['09:30', '21:00'],
      ['11:00', '18:00'],
    ],
    peaks: [
      ['12:00', '14:00'],
      ['13:00', '18:00'],
      ['13:00', '16:00'],
    ],
    perDevice: 110,
  },
  {
    name: 'Station Kiosk',
    hours: [
      ['05:30', '00:30'],
      ['06:30', '01:00'],
      ['07:00', '23:00'],
    ],
    peaks: [
      ['07:00', '09:30'],
      ['17:00', '20:00'],
      ['16:00', '19:00'],
    ],
    perDevice: 320,
  },
] as const;

/** How a weekday compares with the others; Friday is the busiest, Monday the quietest. */
const dayFactors = [0.85, 0.88, 0.93, 1.02, 1.3, 1.25, 0.8] as const;

function weekOf(kind: (typeof kinds)[number], deviceCount: number): NewSite['week'] {
  return dayFactors.map((factor, day_of_week) => {
    const part = day_of_week < 5 ? 0 : day_of_week - 4;
    const [open_time, close_time] = kind.hours[part] ?? kind.hours[0];
    const [peak_hours_start, peak_hours_end] = kind.peaks[part] ?? kind.peaks[0];
    const isMaintained = day_of_week === 1;
    return {
      day_of_week,
      open_time,
      close_time,
      peak_hours_start,
      peak_hours_end,
      expected_transaction_volume: Math.round(kind.perDevice * deviceCount * factor),
      is_maintenance_window: isMaintained,
      maintenance_start: isMaintained ? '02:00' : null,
      maintenance_end: isMaintained ? '04:00' : null,
    };
  });
}

/** The site of a number, from 1; the same number is the same site. */
export function createNewSite(number: number, seed: number): NewSite {
  const key = createKey(seed, 'new site', number);
  const town = towns[Math.floor(uniformAt(key, 0) * towns.length)] ?? towns[0];
  const kind = kinds[Math.floor(uniformAt(key, 1) * kinds.length)] ?? kinds[0];
  const sizes = limits.devicesPerSiteMax - limits.devicesPerSiteMin + 1;
  const deviceCount = limits.devicesPerSiteMin + Math.floor(uniformAt(key, 2) * sizes);
  const [place, latitude, longitude, timezone, currency] = town;
  const near = (degrees: number, index: number) =>
    Math.round((degrees + (uniformAt(key, index) - 0.5) * 0.2) * 10_000) / 10_000;
  return {
    siteId: `sim-site-${String(number).padStart(3, '0')}`,
    name: `${kind.name} ${place} ${number}`,
    location: place,
    latitude: near(latitude, 3),
    longitude: near(longitude, 4),
    timezone,
    currency,
    week: weekOf(kind, deviceCount),
    deviceCount,
  };
}
