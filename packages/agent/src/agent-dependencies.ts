import type { CommandJournal } from './commands/command-journal.ts';
import type { Executor } from './commands/executor.ts';
import type { AgentLog } from './log.ts';
import type { ReportStore } from './reporting/report-store.ts';
import type { Sensors } from './reporting/sensors.ts';
import type { Clock, Scheduler } from './scheduler.ts';
import type { Transport } from './transport.ts';

/** Everything an agent is made of. It has nothing else: no clock, no chance, no disk of its own. */
export interface AgentDependencies {
  readonly sensors: Sensors;
  readonly transport: Transport;
  readonly reports: ReportStore;
  readonly commands: CommandJournal;
  readonly executor: Executor;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Between 0 and 1; seeded in a simulation. */
  readonly random: () => number;
  readonly log: AgentLog;
}

/** How an agent goes about it. */
export interface AgentOptions {
  /** Milliseconds between reports. */
  readonly intervalMs: number;
  /** Told with every report. */
  readonly agentVersion: string;
  /** Milliseconds, drawn at random below this, before the first report; default: one interval. */
  readonly startJitterMs?: number;
  /** Reports on their way at a time; default: limits.inFlightReportsMax. */
  readonly inFlightReportsMax?: number;
  /** Reports of the backlog a second; default: limits.backlogReportsPerSecondMax. */
  readonly backlogReportsPerSecondMax?: number;
}

/** What an agent counted since it was started. */
export interface AgentFigures {
  readonly measured: number;
  readonly sent: number;
  /** Sends that did not reach the house; the report is sent again. */
  readonly failed: number;
  /** Reports that the house will never take. */
  readonly rejected: number;
  /** Reports dropped because the store was full or could not be written. */
  readonly dropped: number;
  /** Reports that wait. */
  readonly backlog: number;
}

/** A running agent. */
export interface Agent {
  start(): void;
  /** Measures and reports now, apart from the interval. */
  reportNow(): void;
  figures(): AgentFigures;
  /** Ends reports, waits for a command that is being carried out, says goodbye. */
  stop(): Promise<void>;
}
