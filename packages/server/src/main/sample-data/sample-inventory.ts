import type { Transaction } from '../../store/index.ts';
import { createSampleChanges } from './sample-changes.ts';
import {
  sampleConfigVersion,
  sampleDeviceInfo,
  sampleDevices,
  samplePreviousVersion,
  sampleSchedules,
  sampleSegment,
  sampleSites,
} from './sample-fleet.ts';
import type { SampleJob } from './sample-jobs.ts';
import { sampleJobs, summaryOf } from './sample-jobs.ts';
import { before, hourMs } from './sample-record.ts';

type Row = Readonly<Record<string, unknown>>;
type Ids = ReadonlyMap<string, number>;

interface Place {
  readonly transaction: Transaction;
  readonly atMs: number;
}

/** Values for the driver: JSON as text, so that an array is not taken for one of PostgreSQL's. */
const toValue = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : value;

/**
 * Inserts a row unless it is there, and notes it as a sample. Returns its id. The names of table
 * and columns come from this folder, never from a request.
 */
async function insertRow({ transaction }: Place, table: string, row: Row): Promise<number> {
  const names = Object.keys(row);
  const places = names.map((_, index) => `$${index + 1}`).join(', ');
  const [inserted] = await transaction.query<{ id: number }>(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${places}) ON CONFLICT DO NOTHING RETURNING id`,
    Object.values(row).map(toValue),
  );
  if (inserted === undefined) return readId(transaction, table, row);
  await transaction.query('INSERT INTO sample_rows (table_name, row_id) VALUES ($1, $2)', [
    table,
    inserted.id,
  ]);
  return inserted.id;
}

/** The id of a row of the same name that somebody made before; it is theirs and no sample. */
async function readId(transaction: Transaction, table: string, row: Row): Promise<number> {
  const name = table === 'sites' ? 'site_id' : table === 'devices' ? 'device_id' : 'job_id';
  const [found] = await transaction.query<{ id: number }>(
    `SELECT id FROM ${table} WHERE ${name} = $1`,
    [row[name]],
  );
  if (found === undefined) throw new Error(`the sample row of ${table} could not be inserted`);
  return found.id;
}

async function insertSites(place: Place): Promise<Ids> {
  const ids = new Map<string, number>();
  for (const site of sampleSites) ids.set(site.site_id, await insertRow(place, 'sites', site));
  return ids;
}

async function insertDevices(place: Place, sites: Ids): Promise<Ids> {
  const ids = new Map<string, number>();
  for (const { deviceId, siteId, number } of sampleDevices) {
    const row = {
      device_id: deviceId,
      name: `POS Terminal ${number}`,
      device_type: 'pos_terminal',
      // What the samples tell of it is not its own past: its first report begins one.
      status: 'unknown',
      status_since: new Date(place.atMs).toISOString(),
      site_id: sites.get(siteId),
      segment: sampleSegment,
      ip_address: `192.0.2.${100 + number}`,
      firmware_version: sampleDeviceInfo.firmware,
      config: { printer: 'on', currency: 'GBP' },
      config_version: sampleConfigVersion,
      device_info: sampleDeviceInfo,
      // Played by the simulator; what it reports of them is marked so.
      provenance: 'simulated',
    };
    ids.set(deviceId, await insertRow(place, 'devices', row));
  }
  return ids;
}

/** When the sample sites are open. They get no credentials or tokens: nobody may hold such a secret. */
async function insertSchedules(place: Place, sites: Ids): Promise<void> {
  for (const line of sampleSchedules) {
    const row = { ...line, site_id: sites.get(line.site_id) };
    await insertRow(place, 'site_operating_schedules', row);
  }
  const holiday = new Date(place.atMs + 14 * 24 * hourMs).toISOString().slice(0, 10);
  const stocktaking = { site_id: sites.get('site-001'), date: holiday, notes: 'Stocktaking' };
  await insertRow(place, 'site_schedule_exceptions', stocktaking);
  const short = { is_closed: false, open_time: '10:00', close_time: '16:00' };
  const fair = { site_id: sites.get('site-002'), date: holiday, ...short, notes: 'Street fair' };
  await insertRow(place, 'site_schedule_exceptions', fair);
}

async function insertTargets(
  place: Place,
  jobId: number,
  job: SampleJob,
  devices: Ids,
): Promise<void> {
  for (const { deviceId, ok } of job.targets) {
    await insertRow(place, 'job_targets', {
      job_id: jobId,
      device_id: devices.get(deviceId),
      state: ok ? 'verified' : 'timed_out',
      attempt: ok ? 1 : 3,
      error_code: ok ? null : 'PUSH_TIMEOUT',
      updated_at: before(place.atMs, job.hoursAgo * hourMs - job.durationMs),
      ended_at: before(place.atMs, job.hoursAgo * hourMs - job.durationMs),
    });
  }
}

async function insertJobs(place: Place, sites: Ids, devices: Ids): Promise<void> {
  for (const job of sampleJobs) {
    const started = before(place.atMs, job.hoursAgo * hourMs);
    const id = await insertRow(place, 'jobs', {
      job_id: job.jobId,
      action: job.action,
      status: job.status,
      priority: job.priority,
      site_id: sites.get(job.siteId),
      segment: sampleSegment,
      payload: { ...summaryOf(job), config_type: 'payment_gateway', restart_required: true },
      config_url: job.configUrl,
      config_version: sampleConfigVersion,
      error_message: job.errorMessage,
      created_at: started,
      started_at: started,
      completed_at: before(place.atMs, job.hoursAgo * hourMs - job.durationMs),
    });
    await insertTargets(place, id, job, devices);
  }
}

/** Rows of a ledger, told by their provenance. */
async function insertConfigurationHistory({ transaction, atMs }: Place): Promise<void> {
  for (const change of createSampleChanges(atMs)) {
    await transaction.query(
      `INSERT INTO configuration_history (timestamp, provenance, entity_type, entity_id,
         parameter_name, old_value, new_value, changed_by, change_reason, change_type,
         performance_before, performance_after, verdict, was_successful, judged_at,
         was_rolled_back, job_id)
       VALUES ($1, 'sample', 'device', $2, 'config_version', $3, $4, 'ada',
         'Push notification config update', 'automated', $5, $6, $7, $8, $9, false, $10)`,
      [
        new Date(change.appliedMs).toISOString(),
        change.deviceId,
        JSON.stringify(samplePreviousVersion),
        JSON.stringify(sampleConfigVersion),
        JSON.stringify(change.performance_before),
        JSON.stringify(change.performance_after),
        JSON.stringify(change.verdict),
        change.was_successful,
        new Date(change.judgedMs).toISOString(),
        change.job.jobId,
      ],
    );
  }
}

/** Enters the sample inventory as of an instant, all of it or nothing. */
export async function insertSampleInventory(transaction: Transaction, atMs: number): Promise<void> {
  const place = { transaction, atMs };
  const sites = await insertSites(place);
  const devices = await insertDevices(place, sites);
  await insertSchedules(place, sites);
  await insertJobs(place, sites, devices);
  await insertConfigurationHistory(place);
}
