import type { Alerts, Notifications } from '../../alert/index.ts';
import type { HouseFigures, LaneFigures, RequestLog } from '../../api/index.ts';
import type { Drain } from '../../drain/index.ts';
import type { OwnErrors } from '../../errors/index.ts';
import type { Presence } from '../../fleet/index.ts';
import type { MqttDoor, Outbox } from '../../intake/index.ts';
import type { Accounting } from '../../kernel/index.ts';
import type { Live } from '../../live/index.ts';
import type { Lanes, Spool } from '../../spool/index.ts';
import type { Keeping } from './keeping/keeping-figures.ts';
import type { Timetable } from './timetable.ts';

export interface FiguresDependencies {
  readonly accounting: Accounting;
  readonly lanes: Lanes;
  readonly drains: readonly Drain[];
  readonly requestLog: RequestLog;
  readonly ownErrors: OwnErrors;
  readonly timetable: Timetable;
  readonly outbox: Outbox;
  readonly notifications: Notifications;
  readonly alerts: Alerts;
  readonly live: Live;
  readonly keeping: Keeping;
  readonly presence: Presence;
  readonly mqtt: MqttDoor | undefined;
}

function readLane(spool: Spool, drain: Drain | undefined, lane: number): LaneFigures {
  const state = drain?.state();
  return {
    lane: String(lane),
    spoolBytes: spool.bytes(),
    spoolUnreleasedBytes: spool.unreleasedBytes(),
    spoolDamagedBytes: spool.damagedBytes(),
    lagEntries: state?.lagEntries ?? 0,
    lagSeconds: state?.lagSeconds ?? 0,
    drainedRows: state?.rowsStored ?? 0,
    drainTransactions: state?.transactions ?? 0,
    drainFailures: state?.failures ?? 0,
    drainAlarms: state?.alarms ?? 0,
    drainQuarantined: state?.rowsQuarantined ?? 0,
  };
}

/** What every room counts, read in one step. */
export function readFigures(deps: FiguresDependencies): HouseFigures {
  const { accounting, lanes, drains, requestLog, timetable, outbox, live, presence, mqtt } = deps;
  return {
    accounts: accounting.accounts(),
    lanes: lanes.spools.map((spool, lane) => readLane(spool, drains[lane], lane)),
    requestLog: requestLog.counts(),
    ownErrors: deps.ownErrors.counts(),
    periodicJobs: timetable.figures(),
    outbox: outbox.figures(),
    notifications: deps.notifications.figures(),
    alerts: deps.alerts.figures(),
    live: live.figures(),
    keeping: deps.keeping.figures(),
    devices: presence.figures(),
    mqtt: mqtt?.figures(),
  };
}
