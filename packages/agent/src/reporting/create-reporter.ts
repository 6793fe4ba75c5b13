import type { DeviceReport } from '@homepot/catalogue';
import type { AgentDependencies, AgentFigures, AgentOptions } from '../agent-dependencies.ts';
import { limits } from '../limits.ts';
import { TransportError } from '../transport.ts';
import { createReportId } from './report-id.ts';
import type { StoredReport } from './report-store.ts';
import type { Measurement } from './sensors.ts';
import { Suspects } from './suspects.ts';

/** Measures, keeps and sends reports. */
export interface Reporter {
  /** Measures once and sends the report; nothing where the last measurement still runs. */
  report(): void;
  /** Sends what waits, as far as the limits allow; also after a send that failed. */
  sendBacklog(): void;
  /** Monotonic milliseconds at which more of the backlog may be sent; infinite where none waits. */
  nextSendAtMs(): number;
  figures(): AgentFigures;
  /** Whatever is still answered is not written down any more. */
  close(): void;
}

const unanswered = new TransportError('unreachable', 'No answer, again and again');

/**
 * The way of a report. It is written to the store before it is sent for the first time, and leaves
 * the store when the house has it on disk. The one just measured goes first. Everything else that is
 * in the store is the backlog: it follows oldest first, a bounded number at a time and a second, and
 * leaves one place free for the next that is measured. When a send fails, the backlog waits for the
 * next report or the next connection. A send without an answer is made again after a while; the
 * house knows a report by its id and stores it once. One over which sends keep failing goes behind the
 * backlog, and is given up when it is the only one; see suspects.ts. A class, for its methods are
 * shared by the ten thousand agents of a simulation.
 */
class StoringReporter implements Reporter {
  readonly #parts: AgentDependencies;
  readonly #options: AgentOptions;
  readonly #onPause: () => void;
  readonly #inFlightMax: number;
  readonly #perSecond: number;
  /** When each report was handed to the transport, by sequence. */
  readonly #inFlight = new Map<number, number>();
  #measured = 0;
  #sent = 0;
  #failed = 0;
  #rejected = 0;
  #unwritten = 0;
  #toldDropped = 0;
  #toldRejected = 0;
  /** Most agents never have one. */
  #suspects: Suspects | undefined;
  #isMeasuring = false;
  #isClosed = false;
  #isHeld = false;
  #tokens: number;
  #tokensAtMs: number;

  constructor(parts: AgentDependencies, options: AgentOptions, onPause: () => void) {
    this.#parts = parts;
    this.#options = options;
    this.#onPause = onPause;
    this.#inFlightMax = options.inFlightReportsMax ?? limits.inFlightReportsMax;
    this.#perSecond = options.backlogReportsPerSecondMax ?? limits.backlogReportsPerSecondMax;
    this.#tokens = this.#perSecond;
    this.#tokensAtMs = parts.clock.monotonicMs();
  }

  report(): void {
    this.#forgetUnanswered();
    if (this.#isMeasuring || this.#isClosed) return;
    this.#isMeasuring = true;
    try {
      const measurement = this.#parts.sensors.measure();
      if (measurement instanceof Promise) {
        measurement.then(
          (value) => this.#onMeasured(value),
          (error: unknown) => this.#onSensorsFailed(error),
        );
      } else this.#onMeasured(measurement);
    } catch (error) {
      this.#onSensorsFailed(error);
    }
  }

  #onSensorsFailed(error: unknown): void {
    this.#parts.log.error({ err: error }, 'The sensors failed');
    const message = String(error).slice(0, limits.messageCharactersMax).toWellFormed();
    this.#onMeasured({ status: 'unhealthy', error: { code: 'sensors_failed', message } });
  }

  #onMeasured(measurement: Measurement): void {
    this.#isMeasuring = false;
    if (this.#isClosed) return;
    this.#measured += 1;
    const report = this.#createReport(measurement);
    const isKept = this.#keep(report);
    if (this.#parts.transport.isReady() && this.#inFlight.size < this.#inFlightMax) {
      this.#send(report, isKept);
    } else if (!isKept) this.#unwritten += 1;
    this.sendBacklog();
  }

  #createReport(measurement: Measurement): StoredReport {
    const { clock, random, executor, reports } = this.#parts;
    const nowMs = clock.nowMs();
    const configVersion = executor.configVersion();
    const error = measurement.error ?? this.#readLoss();
    return {
      report_id: createReportId(nowMs, random),
      sequence: reports.nextSequence(),
      measured_at: new Date(nowMs).toISOString(),
      interval_seconds: Math.max(1, Math.round(this.#options.intervalMs / 1_000)),
      agent_version: this.#options.agentVersion,
      ...(configVersion === undefined ? {} : { config_version: configVersion }),
      ...measurement,
      ...(error === undefined ? {} : { error }),
    };
  }

  /** Reports that were lost are told of in the log and in the next report, never hushed up. */
  #readLoss(): DeviceReport['error'] {
    const lost = this.#dropped() - this.#toldDropped;
    if (lost === 0) return this.#readRejected();
    this.#toldDropped += lost;
    const message = `${lost} reports were dropped, the oldest first: there was no room for them`;
    this.#parts.log.warn({ lost }, message);
    return { code: 'reports_dropped', message };
  }

  #readRejected(): DeviceReport['error'] {
    const rejected = this.#rejected - this.#toldRejected;
    if (rejected === 0) return undefined;
    this.#toldRejected = this.#rejected;
    const message = `${rejected} reports were given up: the house did not take them`;
    return { code: 'reports_rejected', message };
  }

  #keep(report: StoredReport): boolean {
    try {
      this.#parts.reports.append(report);
      return true;
    } catch (error) {
      this.#parts.log.error({ err: error }, 'A report cannot be written; it is sent from memory');
      return false;
    }
  }

  #send(stored: StoredReport, isKept: boolean): void {
    const { clock, transport } = this.#parts;
    const { sequence } = stored;
    const startedAtMs = clock.monotonicMs();
    this.#inFlight.set(sequence, startedAtMs);
    transport.sendReport({ ...stored, sent_at: new Date(clock.nowMs()).toISOString() }).then(
      () => this.#onTaken(sequence, startedAtMs),
      (error: unknown) => {
        if (!this.#settle(sequence, startedAtMs)) return;
        this.#onFailed(sequence, error, isKept);
        if (!isKept) this.#unwritten += 1;
      },
    );
  }

  /** False where this send was given up before. */
  #settle(sequence: number, startedAtMs: number): boolean {
    if (this.#inFlight.get(sequence) !== startedAtMs) return false;
    return this.#inFlight.delete(sequence);
  }

  #onTaken(sequence: number, startedAtMs: number): void {
    this.#settle(sequence, startedAtMs);
    if (this.#isClosed) return;
    this.#sent += 1;
    this.#suspects?.taken(sequence);
    this.#parts.reports.remove(sequence);
    this.sendBacklog();
  }

  #onFailed(sequence: number, error: unknown, isKept: boolean): void {
    if (this.#isClosed) return;
    const { log } = this.#parts;
    this.#failed += 1;
    const failure = error instanceof TransportError ? error.failure : 'unreachable';
    if (failure !== 'rejected') this.#isHeld = true;
    // Where the credential is refused, no report is to blame.
    const mayBeIt = isKept && failure === 'unreachable';
    if (failure === 'rejected' || (mayBeIt && this.#suspect(sequence))) {
      this.#giveUp(sequence, error);
    } else log.debug({ sequence, err: error }, 'A report did not reach the house; it is kept');
  }

  #suspect(sequence: number): boolean {
    this.#suspects ??= new Suspects();
    return this.#suspects.failed(sequence, this.#parts.clock.monotonicMs());
  }

  #giveUp(sequence: number, error: unknown): void {
    const { log, reports } = this.#parts;
    this.#rejected += 1;
    this.#suspects?.forget(sequence);
    reports.remove(sequence);
    log.error({ sequence, err: error }, 'The house does not take this report; it is let go');
  }

  #forgetUnanswered(): void {
    const oldestMs = this.#parts.clock.monotonicMs() - limits.sendMillisecondsMax;
    for (const [sequence, startedAtMs] of this.#inFlight) {
      if (startedAtMs > oldestMs) continue;
      this.#inFlight.delete(sequence);
      this.#failed += 1;
      if (this.#suspect(sequence)) this.#giveUp(sequence, unanswered);
    }
  }

  #refillTokens(): void {
    const nowMs = this.#parts.clock.monotonicMs();
    const gained = ((nowMs - this.#tokensAtMs) / 1_000) * this.#perSecond;
    this.#tokens = Math.min(this.#perSecond, this.#tokens + gained);
    this.#tokensAtMs = nowMs;
  }

  #mayNotSend(): boolean {
    const isFull = this.#inFlight.size >= this.#inFlightMax - 1;
    return isFull || this.#isClosed || this.#isHeld || !this.#parts.transport.isReady();
  }

  sendBacklog(): void {
    this.#isHeld = false;
    const { reports } = this.#parts;
    if (reports.figures().reports === 0) return;
    this.#refillTokens();
    while (!this.#mayNotSend()) {
      const oldest = this.#findNext();
      if (oldest === undefined) return;
      if (this.#tokens < 1) {
        this.#onPause();
        return;
      }
      this.#tokens -= 1;
      this.#send(oldest, true);
    }
  }

  #findNext(): StoredReport | undefined {
    const { reports } = this.#parts;
    const suspects = this.#suspects;
    const ordinary = reports.findOldest(
      (sequence) => !this.#inFlight.has(sequence) && suspects?.has(sequence) !== true,
    );
    if (ordinary !== undefined || suspects === undefined || this.#inFlight.size > 0) {
      return ordinary;
    }
    const nowMs = this.#parts.clock.monotonicMs();
    for (let next = suspects.next(nowMs); next !== undefined; next = suspects.next(nowMs)) {
      const suspect = reports.findOldest((sequence) => sequence === next);
      if (suspect !== undefined) return suspect;
      suspects.forget(next);
    }
    return undefined;
  }

  nextSendAtMs(): number {
    const isAllSent = this.#parts.reports.figures().reports <= this.#inFlight.size;
    if (isAllSent || this.#mayNotSend() || this.#tokens >= 1) return Number.POSITIVE_INFINITY;
    return this.#tokensAtMs + ((1 - this.#tokens) / this.#perSecond) * 1_000;
  }

  #dropped(): number {
    return this.#parts.reports.figures().dropped + this.#unwritten;
  }

  figures(): AgentFigures {
    return {
      measured: this.#measured,
      sent: this.#sent,
      failed: this.#failed,
      rejected: this.#rejected,
      dropped: this.#dropped(),
      backlog: this.#parts.reports.figures().reports,
    };
  }

  close(): void {
    this.#isClosed = true;
  }
}

/** Creates the reporter of one agent. `onPause`: the backlog has to wait until `nextSendAtMs`. */
export function createReporter(
  parts: AgentDependencies,
  options: AgentOptions,
  onPause: () => void,
): Reporter {
  return new StoringReporter(parts, options, onPause);
}
