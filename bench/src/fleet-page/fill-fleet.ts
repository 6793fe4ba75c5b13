import { deviceHourMeasurements } from '@homepot/catalogue';
import type { Database } from '../../../packages/server/src/store/index.ts';

const perSite = 20;

/** Of ten devices, seven are well. */
const states =
  "(ARRAY['online','online','online','online','online','online','online','degraded','error','offline'])";

const inventory = (sites: number): readonly string[] => [
  `INSERT INTO sites (site_id, name, timezone)
   SELECT 'site-' || n, 'Site ' || n, (ARRAY['Europe/London','America/New_York','Asia/Tokyo'])[1 + n % 3]
   FROM generate_series(1, ${sites}) n`,
  `INSERT INTO site_operating_schedules
     (site_id, day_of_week, open_time, close_time, is_closed, expected_transaction_volume)
   SELECT s.id, day, '06:00', '22:00', false, 1000 FROM sites s, generate_series(0, 6) day`,
  `INSERT INTO devices (device_id, name, device_type, site_id, status, status_since)
   SELECT s.site_id || '-' || n, 'Till ' || n, 'pos_terminal', s.id,
     ${states}[1 + (s.id * 7 + n * 13) % 10], now() - n * interval '1 minute'
   FROM sites s, generate_series(1, ${perSite}) n`,
  `INSERT INTO configuration_history ("timestamp", entity_type, entity_id, parameter_name, old_value,
     new_value, changed_by, change_type, provenance)
   SELECT now() - n * interval '2 minutes', 'device', 'site-1-1', 'pos.timeout', '1', '2', 'admin',
     'manual', 'real'
   FROM generate_series(1, 50000) n`,
];

const suffixes = ['mean', 'minimum', 'maximum', 'p95'];

/** Every hour of every device, device by device, as they lie in the index. */
function hoursOf(days: number): string {
  const columns = deviceHourMeasurements.flatMap((name) => [
    `${name}_seconds`,
    ...suffixes.map((suffix) => `${name}_${suffix}`),
  ]);
  const values = deviceHourMeasurements.flatMap(() => ['3600', ...suffixes.map(() => '40')]);
  return `INSERT INTO device_performance_hour
    (device_id, provenance, hour, samples, transactions, ${columns.join(', ')})
    SELECT device_id, 'real', h, 720, 40, ${values.join(', ')}
    FROM devices,
      generate_series(date_trunc('hour', now()) - interval '${days} days',
        date_trunc('hour', now()) - interval '1 hour', interval '1 hour') h`;
}

/** Fills the inventory, and the hours of its devices, as they are after so many days. */
export async function fillFleet(database: Database, devices: number, days: number): Promise<void> {
  const texts = [...inventory(Math.ceil(devices / perSite)), hoursOf(days), 'VACUUM ANALYZE'];
  for (const text of texts) await database.query(text);
}
