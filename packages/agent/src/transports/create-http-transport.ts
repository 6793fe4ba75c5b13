import type { CommandAcknowledgement, DeviceReport } from '@homepot/catalogue';
import { readCommand } from '../commands/read-command.ts';
import { limits } from '../limits.ts';
import type { Transport, TransportFailure, TransportHandlers } from '../transport.ts';
import { TransportError } from '../transport.ts';
import type { Backoff } from './create-backoff.ts';
import { createBackoff } from './create-backoff.ts';
import type { HouseAnswer, HouseRequest, Requester } from './create-requester.ts';
import type { TransportParts } from './transport-parts.ts';
import { refusedAdvice } from './transport-parts.ts';

/** How the house is asked. */
export interface HttpTransportOptions {
  /** Seconds that asking for commands waits for one; 0: commands are not asked for. */
  readonly pollSeconds?: number;
}

/** Between two questions for commands: those that were not acknowledged yet come again at once. */
const pollPauseMs = 1_000;

function failureOf({ status }: HouseAnswer, takesNotFound: boolean): TransportFailure | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 401 || status === 403) return 'refused';
  if (status === 404) return takesNotFound ? 'rejected' : 'unreachable';
  return [400, 409, 413, 415, 422].includes(status) ? 'rejected' : 'unreachable';
}

function wordsOf({ status, body }: HouseAnswer): string {
  const detail = (body as { detail?: unknown } | undefined)?.detail;
  return typeof detail === 'string' ? `${status}: ${detail}` : `${status}`;
}

/**
 * Reports and acknowledgements are requests; commands are asked for, again and again, in requests
 * that wait. After a failure nothing is sent until a pause is over; then the question for commands
 * finds out whether the house is back.
 */
class HttpTransport implements Transport {
  readonly #parts: TransportParts;
  readonly #requester: Requester;
  readonly #pollSeconds: number;
  readonly #backoff: Backoff;
  #handlers: TransportHandlers | undefined;
  #isReady = false;
  #isStopped = false;
  #isPolling = false;
  #cancel: (() => void) | undefined;

  constructor(parts: TransportParts, requester: Requester, options: HttpTransportOptions) {
    this.#parts = parts;
    this.#requester = requester;
    this.#pollSeconds = options.pollSeconds ?? limits.pollSecondsMax;
    this.#backoff = createBackoff(parts.random);
  }

  start(handlers: TransportHandlers): void {
    this.#handlers = handlers;
    this.#goOn();
  }

  isReady(): boolean {
    return this.#isReady;
  }

  async sendReport(report: DeviceReport): Promise<void> {
    await this.#ask('/health', { method: 'POST', body: report }, false);
  }

  async sendAcknowledgement(acknowledgement: CommandAcknowledgement): Promise<void> {
    const id = encodeURIComponent(acknowledgement.command_id);
    await this.#ask(`/commands/${id}/ack`, { method: 'POST', body: acknowledgement }, true);
  }

  async #ask(
    path: string,
    request: Omit<HouseRequest, 'path' | 'key'>,
    takesNotFound: boolean,
  ): Promise<HouseAnswer> {
    try {
      const { deviceId, credential } = this.#parts.credentials();
      const device = `/api/v1/devices/${encodeURIComponent(deviceId)}`;
      const full = { ...request, path: `${device}${path}`, key: credential };
      const answer = await this.#requester.ask(full);
      const failure = failureOf(answer, takesNotFound);
      if (failure === undefined) this.#backoff.reset();
      else if (failure === 'rejected') throw new TransportError(failure, wordsOf(answer));
      else throw this.#lose(new TransportError(failure, wordsOf(answer)), answer.retryAfterSeconds);
      return answer;
    } catch (error) {
      if (error instanceof TransportError && error.failure === 'rejected') throw error;
      throw this.#lose(error, undefined);
    }
  }

  /** Holds everything back for a while; tells what is to be thrown. */
  #lose(error: unknown, retryAfterSeconds: number | undefined): TransportError {
    const lost =
      error instanceof TransportError ? error : new TransportError('unreachable', String(error));
    if (this.#isStopped || this.#cancel !== undefined) return lost;
    const { log } = this.#parts;
    this.#isReady = false;
    const askedMs = Math.min((retryAfterSeconds ?? 0) * 1_000, limits.reconnectMillisecondsMax);
    const pauseMs = Math.round(Math.max(askedMs, this.#backoff.next(lost.failure)));
    if (lost.failure === 'refused')
      log.error({ err: lost, pauseMs }, refusedAdvice(this.#requester.url));
    else log.warn({ err: lost, pauseMs }, 'The house cannot be reached');
    this.#wait(pauseMs);
    return lost;
  }

  #wait(ms: number): void {
    this.#cancel = this.#parts.scheduler.after(ms, () => {
      this.#cancel = undefined;
      this.#goOn();
    });
  }

  #goOn(): void {
    if (this.#isStopped) return;
    // A question that waits already goes on; a report will find out whether the house is back.
    if (this.#pollSeconds === 0 || this.#isPolling) this.#welcome();
    else this.#poll().catch(() => undefined);
  }

  #welcome(): void {
    if (this.#isReady) return;
    this.#isReady = true;
    this.#handlers?.onConnected();
  }

  /** The first question after a failure does not wait: its answer says that the house is back. */
  async #poll(): Promise<void> {
    const { clock } = this.#parts;
    const startedAtMs = clock.monotonicMs();
    const seconds = this.#isReady ? this.#pollSeconds : 0;
    const timeoutMs = seconds * 1_000 + limits.requestMillisecondsMax;
    const path = `/commands?wait_seconds=${seconds}`;
    this.#isPolling = true;
    const asking = this.#ask(path, { method: 'GET', timeoutMs }, false);
    const { body } = await asking.finally(() => {
      this.#isPolling = false;
    });
    if (this.#isStopped) return;
    this.#welcome();
    const { commands } = (body ?? {}) as { commands?: unknown };
    for (const one of Array.isArray(commands) ? commands : []) this.#take(one);
    const tookMs = clock.monotonicMs() - startedAtMs;
    // A report that failed meanwhile has begun a pause of its own.
    if (this.#cancel === undefined) this.#wait(Math.max(0, pollPauseMs - tookMs));
  }

  #take(value: unknown): void {
    const command = readCommand(value);
    if (command === undefined) {
      this.#parts.log.error({}, 'This is no command');
      return;
    }
    try {
      this.#handlers?.onCommand(command);
    } catch (error) {
      this.#parts.log.error({ err: error }, 'A command could not be taken');
    }
  }

  /** HTTP knows no goodbye: the house notices that reports stay away. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#isReady = false;
    this.#cancel?.();
    this.#requester.close();
  }
}

/** Creates the way to the house over HTTP. It closes the requester when it stops. */
export function createHttpTransport(
  parts: TransportParts,
  requester: Requester,
  options: HttpTransportOptions = {},
): Transport {
  return new HttpTransport(parts, requester, options);
}
