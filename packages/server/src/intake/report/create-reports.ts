import type { AnswerOf, reportHealth } from '@homepot/catalogue';
import type { Principal } from '../../auth/index.ts';
import type { Accounting, Clock, Door } from '../../kernel/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import type { BatchAnswer } from '../batch-answer.ts';
import type { Intake } from '../create-intake.ts';
import type { Sender } from '../sender.ts';
import { senderOf } from '../sender.ts';
import type { DeviceRefusals } from './device-refusals.ts';
import type { KnownDevices } from './known-devices.ts';
import type { CheckedReport } from './read-report.ts';
import { readReport } from './read-report.ts';
import { reportRows } from './report-rows.ts';
import { reportScopeOf } from './report-scope.ts';

/** What became of a report. */
type ReportAnswer = AnswerOf<typeof reportHealth>;

/** The ways by which reports come in. */
type ReportDoor = Extract<Door, 'mqtt' | 'report'>;

export interface ReportsDependencies {
  readonly intake: Pick<Intake, 'submitTogether'>;
  readonly knownDevices: KnownDevices;
  readonly refusals: DeviceRefusals;
  readonly accounting: Accounting;
  readonly clock: Clock;
}

/** The one way by which reports of devices come in. */
export interface Reports {
  /**
   * Takes a report of a device; resolves when it is durable. Throws device_mismatch where a device
   * reports for another one, not_found where there is no such device, what is wrong with the report
   * with the path of the field, and what the door throws.
   */
  submit(
    principal: Principal,
    deviceId: string,
    body: unknown,
    door: ReportDoor,
  ): Promise<ReportAnswer>;
  /** Counts a report that was refused before it could be handed in: it cannot be read. */
  noteUnreadable(door: ReportDoor): void;
}

function answerOf(reportId: string, [health, metrics]: readonly BatchAnswer[]): ReportAnswer {
  const outcome =
    health?.duplicate === 1 ? 'duplicate' : health?.quarantined === 1 ? 'quarantined' : 'accepted';
  return {
    report_id: reportId,
    outcome,
    metrics: metrics?.accepted === 1 ? 'stored' : metrics?.filtered === 1 ? 'filtered' : 'none',
  };
}

/** Creates what takes reports: the same for every way by which they come. */
export function createReports(deps: ReportsDependencies): Reports {
  const { intake, knownDevices, refusals, accounting, clock } = deps;

  async function requireMayReport(principal: Principal, deviceId: string): Promise<void> {
    if (principal.kind === 'device') {
      if (principal.deviceId === deviceId) return;
      const message = 'A device reported for another one';
      refusals.note({ deviceId: principal.deviceId, cause: 'other_device', message });
      throw new HomepotError('device_mismatch', { path: 'path.device_id' });
    }
    if ((await knownDevices.read(deviceId)) !== undefined) return;
    throw new HomepotError('not_found', {
      path: 'path.device_id',
      message: 'There is no active device of that name',
    });
  }

  const noteUnreadable = (door: ReportDoor): void => {
    accounting.decide(door, 'health_checks', { rejected: 1 });
  };

  /** A report that is bad is a row of `health_checks` that was refused. */
  function read(body: unknown, door: ReportDoor): CheckedReport {
    try {
      return readReport(body);
    } catch (error) {
      noteUnreadable(door);
      throw error;
    }
  }

  return {
    noteUnreadable,
    async submit(principal, deviceId, body, door) {
      await requireMayReport(principal, deviceId);
      const checked = read(body, door);
      // Affinity and ids are those of the device, whoever hands the report in.
      const scope = reportScopeOf(deviceId);
      const sender: Sender = { ...senderOf(principal, door), scope, isDevice: true, claims: [] };
      const parts = reportRows(checked, deviceId, Math.floor(clock.nowMs()));
      const { report_id: reportId, sequence } = checked.report;
      return answerOf(reportId, await intake.submitTogether(sender, parts, reportId, { sequence }));
    },
  };
}
