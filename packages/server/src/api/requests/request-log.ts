import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock, Log } from '../../kernel/index.ts';
import { createUuid, limits } from '../../kernel/index.ts';
import type { RequestEntry } from './request-entry.ts';
import { createRequestEntry, isUnlogged } from './request-entry.ts';
import { createRing } from './request-ring.ts';

/** What the request log counts, under the names that every room uses. */
export interface RequestLogCounts {
  readonly received: number;
  readonly passed: number;
  readonly dropped: number;
  readonly failed: number;
  readonly waiting: number;
}

/** The server's log of its own requests. */
export interface RequestLog {
  /** Makes the app report its requests. */
  observe(app: FastifyInstance): void;
  /** Hands what waits to the door, batch by batch. Never throws; what failed is tried again. */
  flush(): Promise<void>;
  counts(): RequestLogCounts;
}

export interface RequestLogDependencies {
  readonly clock: Clock;
  readonly log: Log;
  /** Puts a batch of `api_request_logs` through the door as the house's own. */
  readonly submit: (batchId: string, records: readonly RequestEntry[]) => Promise<unknown>;
}

interface PendingBatch {
  readonly batchId: string;
  readonly records: readonly RequestEntry[];
}

/**
 * Creates the log of the server's own requests.
 *
 * A request that is over leaves one entry in a ring; the timetable flushes the ring each second,
 * and a full batch flushes it at once. The request itself waits for nothing and cannot fail by it.
 * A batch keeps its id until the door took it, so that trying again stores it once. The flush is no
 * request, so the log never breeds entries of itself.
 */
export function createRequestLog(deps: RequestLogDependencies): RequestLog {
  const ring = createRing<RequestEntry>(limits.requestLogEntriesMax);
  const counts = { received: 0, passed: 0, failed: 0 };
  let pending: PendingBatch | undefined;
  let running: Promise<void> | undefined;

  function nextBatch(): PendingBatch | undefined {
    if (pending !== undefined || ring.length === 0) return pending;
    const records = ring.take(limits.requestLogBatchRecords);
    pending = { batchId: createUuid(deps.clock.nowMs()), records };
    return pending;
  }

  async function flushAll(): Promise<void> {
    for (let batch = nextBatch(); batch !== undefined; batch = nextBatch()) {
      try {
        await deps.submit(batch.batchId, batch.records);
      } catch (error) {
        counts.failed += 1;
        deps.log.warn({ err: error }, 'the request log waits: the door did not take it');
        return;
      }
      counts.passed += batch.records.length;
      pending = undefined;
    }
  }

  function flush(): Promise<void> {
    running ??= flushAll().finally(() => {
      running = undefined;
    });
    return running;
  }

  function append(entry: RequestEntry): void {
    counts.received += 1;
    ring.append(entry);
    if (ring.length === limits.requestLogBatchRecords) void flush();
  }

  return {
    observe: (app) => observeRequests(app, deps.clock, append),
    flush,
    counts: () => ({
      ...counts,
      dropped: ring.dropped,
      waiting: ring.length + (pending?.records.length ?? 0),
    }),
  };
}

/** Reports each request once, whether it was answered or its client went away. */
function observeRequests(
  app: FastifyInstance,
  clock: Clock,
  append: (entry: RequestEntry) => void,
): void {
  const bytesWrittenBefore = new WeakMap<FastifyRequest, number>();
  const report = (request: FastifyRequest, reply: FastifyReply, gone: boolean): void => {
    const before = bytesWrittenBefore.get(request);
    if (before === undefined || isUnlogged(request)) return;
    bytesWrittenBefore.delete(request);
    const bytesOut = Math.max(0, (request.socket.bytesWritten ?? 0) - before);
    append(createRequestEntry(request, reply, { clock, bytesOut, gone }));
  };
  const replies = new WeakMap<FastifyRequest, FastifyReply>();
  app.addHook('onRequest', (request, reply, done) => {
    bytesWrittenBefore.set(request, request.socket.bytesWritten ?? 0);
    replies.set(request, reply);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    report(request, reply, false);
    done();
  });
  app.addHook('onRequestAbort', (request, done) => {
    const reply = replies.get(request);
    if (reply !== undefined) report(request, reply, true);
    done();
  });
}
