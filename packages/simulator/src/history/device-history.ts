import { reportedState } from '@homepot/catalogue';
import type { UpdateStep } from '../device/configuration.ts';
import type { DeviceModel, DeviceReading } from '../device/device-model.ts';
import { minuteMs } from '../units.ts';
import type { HistoryRow } from './history-rows.ts';
import { rowOfChange, rowsOfReport } from './history-rows.ts';
import type { WindowFigures } from './metric-window.ts';
import { createMetricWindow } from './metric-window.ts';

/** How the past of one terminal came about, step by step. */
export interface DeviceHistory {
  readonly deviceId: string;
  /** The rows of one instant. */
  step(atMs: number): readonly HistoryRow[];
  /** One attempt to give it a configuration; `why` is the type of the change. */
  update(atMs: number, change: ConfigChange): UpdateEnd;
}

/** A change of configuration that is tried. */
export interface ConfigChange {
  readonly jobId: string;
  readonly version: string;
  readonly changeType: 'automated' | 'rollback';
  /** Whether it is going to be taken back. */
  readonly isTakenBack: boolean;
}

/** How it ended. */
export interface UpdateEnd {
  readonly failsIn: UpdateStep | undefined;
  readonly durationMs: number;
}

interface PendingChange extends ConfigChange {
  readonly atMs: number;
  readonly previous: string;
  readonly before: WindowFigures;
}

/** The windows that are compared, and the time in between to settle. */
export const judgedMs = 30 * minuteMs;
export const settleMs = 5 * minuteMs;
const silentIntervals = 3;

/** By the middle of the error rate: a failure of some minutes in either window does not decide. */
const isClearlyWorse = (before: WindowFigures, after: WindowFigures): boolean =>
  after.errorRate > before.errorRate + 3;

const numbersOf = ({ metrics, response_time_ms }: DeviceReading) => ({
  cpu_percent: metrics.cpu_percent,
  memory_percent: metrics.memory_percent,
  disk_percent: metrics.disk_percent,
  error_rate: metrics.error_rate,
  response_time_ms,
});

/** The row of a change, with what it did. */
function rowOfJudged(deviceId: string, change: PendingChange, after: WindowFigures): HistoryRow {
  const { atMs, before, previous, version, changeType, jobId, isTakenBack } = change;
  const isWorse = isClearlyWorse(before, after);
  const row = {
    timestamp: new Date(atMs).toISOString(),
    entity_type: 'device',
    entity_id: deviceId,
    parameter_name: 'config_version',
    old_value: previous,
    new_value: version,
    changed_by: 'system',
    change_reason: changeType === 'rollback' ? 'Made things worse' : 'Rollout',
    change_type: changeType,
    performance_before: before.window,
    performance_after: after.window,
    was_successful: !isWorse,
    was_rolled_back: isTakenBack,
    rollback_reason: isTakenBack ? 'The error rate rose clearly' : null,
    job_id: jobId,
  };
  return { table: 'configuration_history', atMs, row };
}

/** Creates the past of a terminal. `stepSeconds` is the time between two of its reports. */
export function createDeviceHistory(model: DeviceModel, stepSeconds: number): DeviceHistory {
  const { deviceId } = model.plan;
  const window = createMetricWindow(judgedMs + settleMs + judgedMs);
  let state = 'unknown';
  let heardAtMs: number | undefined;
  let sequence = 0;
  let pending: PendingChange | undefined;

  const changeTo = (
    next: string,
    reason: string,
    atMs: number,
    numbers: Readonly<Record<string, unknown>>,
  ): readonly HistoryRow[] => {
    if (next === state) return [];
    const previous = state;
    state = next;
    return [rowOfChange(deviceId, atMs, { previous, next, reason }, numbers)];
  };

  const silence = (atMs: number): readonly HistoryRow[] => {
    const limitMs = silentIntervals * stepSeconds * 1_000;
    if (heardAtMs === undefined || atMs - heardAtMs <= limitMs) return [];
    const seconds = silentIntervals * stepSeconds;
    const lastSeen = new Date(heardAtMs).toISOString();
    return changeTo('offline', `No report for ${seconds} s`, atMs, { last_seen: lastSeen });
  };

  /** The row of a change comes when it can be judged. */
  const judge = (atMs: number): readonly HistoryRow[] => {
    if (pending === undefined || atMs < pending.atMs + settleMs + judgedMs) return [];
    const fromMs = pending.atMs + settleMs;
    const after = window.figures(fromMs, fromMs + judgedMs);
    const done = rowOfJudged(deviceId, pending, after);
    pending = undefined;
    return [done];
  };

  return {
    deviceId,
    step(atMs) {
      const rows: HistoryRow[] = [...judge(atMs)];
      if (!model.isUp(atMs)) return [...rows, ...silence(atMs)];
      const reading = model.read(atMs);
      window.add(atMs, reading);
      const told = reportedState(reading);
      sequence += 1;
      rows.push(
        ...rowsOfReport(deviceId, atMs, reading, told, { sequence, intervalSeconds: stepSeconds }),
      );
      // What was measured without a network comes late and changes nothing of the present.
      if (!model.isConnected(atMs)) return [...rows, ...silence(atMs)];
      heardAtMs = atMs;
      rows.push(...changeTo(told.state, told.reason, atMs, numbersOf(reading)));
      return rows;
    },
    update(atMs, change) {
      const previous = model.configVersion();
      const course = model.updateCourse(`${change.jobId}:${deviceId}`, change.version);
      const { failsIn, downloadMs, validationMs, restartMs } = course;
      const until = { download: downloadMs, validation: downloadMs + validationMs };
      const wholeMs = downloadMs + validationMs + restartMs;
      if (failsIn === undefined) {
        const before = window.figures(atMs - judgedMs, atMs);
        pending = { ...change, atMs, previous, before };
        model.applyConfiguration(change.version, atMs);
      } else if (failsIn === 'restart') model.restart(atMs);
      const durationMs =
        failsIn === 'download' || failsIn === 'validation' ? until[failsIn] : wholeMs;
      return { failsIn, durationMs };
    },
  };
}
