import { Worker } from 'node:worker_threads';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { RunDependencies, ThreadPlace } from '../exports-dependencies.ts';
import type { ExportLease } from '../keep/export-lease.ts';
import { failExport } from '../run/fail-export.ts';
import { runExport } from '../run/run-export.ts';
import type { FromThread, ThreadJob, ToThread } from './thread-job.ts';

function ranOutOfMemory(error: unknown): boolean {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return code === 'ERR_WORKER_OUT_OF_MEMORY';
}

const tooLarge = (): HomepotError =>
  new HomepotError('export_too_large', {
    message: `Writing it takes more than ${limits.exportThreadMebibytesMax} MiB of memory`,
  });

async function createJob(
  deps: RunDependencies,
  place: ThreadPlace,
  { stored }: ExportLease,
): Promise<ThreadJob> {
  const { keyPrefix, isShared, server, version, log, judge } = deps;
  return {
    ...place,
    // Without the sealed key: it is not needed, and a Buffer would arrive as something else.
    stored: { ...stored, sealed_key: null },
    key: new Uint8Array(await deps.readKey(stored)),
    keyPrefix,
    isShared,
    server,
    version,
    logLevel: log.level,
    judges: judge !== undefined,
  };
}

function runWorker(
  deps: RunDependencies,
  job: ThreadJob,
  mebibytes: number,
  signal: AbortSignal,
): Promise<void> {
  const worker = new Worker(new URL('./export-thread.ts', import.meta.url), {
    workerData: job,
    resourceLimits: {
      maxOldGenerationSizeMb: mebibytes,
      maxYoungGenerationSizeMb: limits.exportThreadYoungMebibytes,
    },
  });
  const tell = (message: ToThread) => worker.postMessage(message);
  const stop = () => tell({ stop: true });
  signal.addEventListener('abort', stop, { once: true });
  worker.on('message', ({ judge: asked }: FromThread) => {
    deps.judge?.(asked, signal).then(
      (judged) => tell({ judged }),
      (error: unknown) => tell({ refused: error instanceof Error ? error.message : String(error) }),
    );
  });
  return new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => resolve());
  }).finally(() => signal.removeEventListener('abort', stop));
}

/** Writes an export to its end, by a thread where there is a place for one. Never throws. */
export async function runInThread(
  deps: RunDependencies,
  place: ThreadPlace | undefined,
  lease: ExportLease,
  signal: AbortSignal,
): Promise<void> {
  if (place === undefined) return runExport(deps, lease, signal);
  try {
    const job = await createJob(deps, place, lease);
    // Steps that are done are done: a thread that is begun again goes on behind them.
    await runWorker(deps, job, limits.exportThreadMebibytes, signal).catch((error: unknown) => {
      if (!ranOutOfMemory(error)) throw error;
      return runWorker(deps, job, limits.exportThreadMebibytesMax, signal);
    });
  } catch (error) {
    if (signal.aborted) return;
    await failExport(deps, lease, ranOutOfMemory(error) ? tooLarge() : error);
  }
}
