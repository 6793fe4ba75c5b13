import type { Host } from './host.ts';
import {
  batchMilliseconds,
  leaseMilliseconds,
  retryMilliseconds,
  retryMillisecondsMax,
} from './limits.ts';
import type { Queue } from './queue.ts';

/** Brings batches to the house, one at a time. */
export interface Transport {
  /** Something was added; `now` = the batch is full. */
  wake(now: boolean): void;
  /** Hands everything to the browser, since the page may end at any moment. */
  handOver(): void;
  /** The network is back: what waits need not wait longer. */
  retry(): void;
}

export interface TransportOptions {
  /** Where batches go: the address of the house. */
  readonly url: string;
  readonly key: string;
  /** Told what the house answered, in words that say what is wrong with a record. */
  readonly onAnswer?: ((status: number, text: string) => void) | undefined;
}

/** The house asks for patience, or something before it lost the connection to it. */
const patient = [429, 502, 503, 504];

export function createTransport(host: Host, queue: Queue, options: TransportOptions): Transport {
  let cancel: (() => void) | undefined;
  let dueMs = Number.POSITIVE_INFINITY;
  let notBeforeMs = 0;
  let failures = 0;
  let sending = false;

  // The key stands in the address: a header would make the browser ask first.
  const address = (): string =>
    `${options.url}/api/v1/browser?key=${options.key}&sent_at=${host.nowMs()}`;

  function schedule(milliseconds: number): void {
    const atMs = Math.max(host.nowMs() + milliseconds, notBeforeMs);
    if (atMs >= dueMs) return;
    cancel?.();
    dueMs = atMs;
    cancel = host.later(() => {
      dueMs = Number.POSITIVE_INFINITY;
      queue.seal();
      void flush();
    }, atMs - host.nowMs());
  }

  function wait(seconds: number): void {
    const pause = Math.min(retryMilliseconds * 2 ** failures, retryMillisecondsMax);
    failures += 1;
    notBeforeMs = host.nowMs() + Math.max(seconds * 1_000, pause * (1 + host.chance()));
    schedule(0);
  }

  /** Whether the batch is done with. */
  async function send(name: string, body: string): Promise<boolean> {
    try {
      const answer = await host.post(address(), body);
      if (patient.includes(answer.status)) {
        wait(Number(answer.headers.get('retry-after')) || 0);
        return false;
      }
      failures = 0;
      queue.settle(name, answer.ok);
      options.onAnswer?.(answer.status, await answer.text());
    } catch {
      if (queue.bodyOf(name) === undefined) return true;
      wait(0);
      return false;
    }
    return true;
  }

  /** Sends what waits, unless the house has asked for patience. */
  async function flush(): Promise<void> {
    if (sending) return;
    // A timer that was set before the house asked for patience comes too early.
    if (host.nowMs() < notBeforeMs) return schedule(0);
    sending = true;
    try {
      for (let isDone = true; isDone; ) {
        const [name] = queue.sendable();
        const body = name && queue.bodyOf(name);
        if (!name || body === undefined) break;
        isDone = await send(name, body);
      }
    } catch {
      // Whatever the page did to what is kept: it must not become an error of the page.
    }
    sending = false;
    // Other tabs may never send theirs.
    if (queue.othersWait()) schedule(leaseMilliseconds);
  }

  return {
    wake(now) {
      if (now) queue.seal();
      schedule(now ? 0 : batchMilliseconds);
    },
    handOver() {
      queue.seal();
      // They stay until an answer comes: a beacon tells nothing of its fate.
      for (const name of queue.sealed()) {
        if (!host.beacon(address(), queue.bodyOf(name) ?? '')) break;
      }
      schedule(batchMilliseconds);
    },
    retry() {
      notBeforeMs = 0;
      schedule(0);
    },
  };
}
