import type { DrainStep } from '../../drain/index.ts';
import type { Clock } from '../../kernel/index.ts';
import { cutText, limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { Folded } from './fold-reports.ts';
import { foldReports } from './fold-reports.ts';
import { holdDevices } from './held-device.ts';
import type { StoredReport } from './read-reports.ts';
import { readReports } from './read-reports.ts';
import { appendChanges } from './state-change.ts';

const instantOf = (ms: number | null): string | null =>
  ms === null ? null : new Date(ms).toISOString();

/** When a report was made, by the clock of the server: its age does not depend on that of the device. */
const madeAt = (report: StoredReport | undefined): string | null =>
  report === undefined ? null : instantOf(report.receivedAtMs - report.ageMs);

const jsonOf = (value: unknown): string | null =>
  value === undefined ? null : JSON.stringify(value);

const clip = (text: string | undefined, charactersMax: number): string | null =>
  text === undefined ? null : cutText(text, charactersMax);

/** What a report leaves out stays as it was. */
async function writeDevices(transaction: Transaction, folded: readonly Folded[]): Promise<void> {
  await transaction.query(
    `UPDATE devices SET
       last_seen = given.last_seen, disconnected_at = given.disconnected_at,
       clock_skew_ms = given.skew, report_interval_seconds = given.seconds,
       status = given.status, status_reason = given.reason,
       status_since = coalesce(given.since, devices.status_since),
       config_version = coalesce(given.config_version, devices.config_version),
       agent_version = coalesce(given.agent_version, devices.agent_version),
       firmware_version = coalesce(given.firmware, devices.firmware_version),
       services = coalesce(given.services, devices.services),
       device_info = coalesce(given.device_info, devices.device_info),
       reported_at = coalesce(given.reported_at, devices.reported_at)
     FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[], $4::integer[], $5::integer[],
       $6::varchar[], $7::text[], $8::timestamptz[], $9::varchar[], $10::varchar[], $11::varchar[],
       $12::jsonb[], $13::jsonb[], $14::timestamptz[]) AS given (id, last_seen, disconnected_at, skew, seconds, status,
       reason, since, config_version, agent_version, firmware, services, device_info,
       reported_at)
     WHERE devices.id = given.id`,
    [
      folded.map(({ device }) => device.id),
      folded.map(({ device }) => instantOf(device.lastSeenMs)),
      folded.map(({ device }) => instantOf(device.disconnectedAtMs)),
      folded.map(({ device }) => device.clockSkewMs),
      folded.map(({ device }) => device.intervalSeconds),
      folded.map(({ device }) => device.status),
      folded.map(({ device }) => device.statusReason),
      folded.map(({ device, changes }) =>
        changes.length === 0 ? null : instantOf(device.statusSinceMs),
      ),
      folded.map(({ newest }) => clip(newest?.configVersion, 50)),
      folded.map(({ newest }) => clip(newest?.agentVersion, 50)),
      folded.map(({ newest }) => clip(newest?.firmware, 50)),
      folded.map(({ newest }) => jsonOf(newest?.services)),
      folded.map(({ newest }) => jsonOf(newest?.deviceInfo)),
      folded.map(({ newest }) => madeAt(newest)),
    ],
  );
}

/** By arrival; in the order of the spool where that is the same. */
const byArrival = (a: StoredReport, b: StoredReport): number => a.receivedAtMs - b.receivedAtMs;

/**
 * The step of the drain that keeps devices as their reports say, and tells of every change of state.
 * The rows of the devices are locked and read in one statement, however many reports a transaction
 * stores, and written with what the reports make of them in few. Reports of devices that are not entered, or
 * no longer active, stay history only.
 */
export function createPresenceStep({ clock }: { readonly clock: Clock }): DrainStep {
  return {
    name: 'presence',
    async run(transaction, batches) {
      const reports = (await readReports(batches, clock)).toSorted(byArrival);
      if (reports.length === 0) return;
      const byDevice = Map.groupBy(reports, ({ deviceId }) => deviceId);
      const held = await holdDevices(transaction, [...byDevice.keys()]);
      const folded = held
        .map((device) => ({
          device,
          after: foldReports(device, byDevice.get(device.deviceId) ?? []),
        }))
        // Only overtaken reports: nothing to write.
        .filter(({ device, after }) => after.device !== device)
        .map(({ after }) => after);
      if (folded.length === 0) return;
      for (let i = 0; i < folded.length; i += limits.presenceDevicesPerStatementMax) {
        await writeDevices(transaction, folded.slice(i, i + limits.presenceDevicesPerStatementMax));
      }
      await appendChanges(
        transaction,
        folded.flatMap(({ changes }) => changes),
      );
    },
  };
}
