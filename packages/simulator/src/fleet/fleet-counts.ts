import type { LatencyHistogram, LatencySummary } from './latency-histogram.ts';
import { createLatencyHistogram } from './latency-histogram.ts';
import type { LatenessSummary } from './lateness.ts';
import { limits } from './limits.ts';

/** What a fleet did, as the summary file has it. */
export interface FleetSummary {
  readonly devices: number;
  readonly seconds: number;
  readonly reports: {
    readonly made: number;
    /** Durable in the house. */
    readonly acknowledged: number;
    /** Kept by the terminals, to be sent. */
    readonly waiting: number;
    /** Sends that were made again. */
    readonly sent_again: number;
    /** Refused by the house for good, or dropped for want of room. */
    readonly lost: number;
  };
  /** From handing a report to the network until the house had it on disk, once all terminals ran. */
  readonly acknowledgement: LatencySummary;
  /** The same while terminals were still joining: connecting costs the house more than reporting. */
  readonly acknowledgement_while_joining: LatencySummary;
  readonly commands: {
    readonly received: number;
    readonly applied: number;
    readonly failed: number;
    /** Commands that took effect more than once; there must be none. */
    readonly applied_twice: number;
  };
  readonly process: { readonly rss_bytes: number; readonly cpu_seconds: number } & LatenessSummary;
}

/** What the terminals of a fleet count together. */
export interface FleetCounts {
  readonly latency: Pick<LatencyHistogram, 'record'>;
  /** From now on all terminals run. */
  joined(): void;
  acknowledgements(): Pick<FleetSummary, 'acknowledgement' | 'acknowledgement_while_joining'>;
  commandReceived(): void;
  commandApplied(commandId: string): void;
  commandFailed(): void;
  commands(): FleetSummary['commands'];
}

/** Creates the counts of a fleet, all zero. */
export function createFleetCounts(): FleetCounts {
  const applications = new Map<string, number>();
  let received = 0;
  let applied = 0;
  let failed = 0;
  let twice = 0;
  const joining = createLatencyHistogram();
  const running = createLatencyHistogram();
  let current = joining;
  return {
    latency: { record: (ms) => current.record(ms) },
    joined() {
      current = running;
    },
    acknowledgements: () => ({
      acknowledgement: running.summary(),
      acknowledgement_while_joining: joining.summary(),
    }),
    commandReceived() {
      received += 1;
    },
    commandApplied(commandId) {
      applied += 1;
      const times = (applications.get(commandId) ?? 0) + 1;
      if (times === 2) twice += 1;
      if (times > 1 || applications.size < limits.countedCommandsMax) {
        applications.set(commandId, times);
      }
    },
    commandFailed() {
      failed += 1;
    },
    commands: () => ({ received, applied, failed, applied_twice: twice }),
  };
}
