import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { ParquetError } from '../../parquet/parquet-error.ts';

/** What a thread tells who started it: a question, or how it ended. */
export type FromThread =
  | { readonly ask: string; readonly value: unknown }
  | { readonly done: unknown }
  | { readonly failed: { readonly damaged: boolean; readonly message: string } };

/** Asks who started the thread; one question at a time. */
export type Ask = <Answer>(
  name: string,
  value?: unknown,
  transfer?: readonly ArrayBuffer[],
) => Promise<Answer>;

function tell(message: FromThread, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, [...transfer]);
}

function describe(error: unknown) {
  if (error instanceof ParquetError) return { damaged: true, message: error.message };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { damaged: false, message };
}

/** Does the work of a thread: to be called once, at its top. */
export async function runInThread<Job>(
  work: (job: Job, ask: Ask) => Promise<unknown>,
): Promise<void> {
  const ask: Ask = async (name, value, transfer) => {
    if (parentPort === null) throw new Error('this is to be run as a thread');
    tell({ ask: name, value }, transfer);
    const [answer] = await once(parentPort, 'message');
    return answer;
  };
  try {
    tell({ done: await work(workerData as Job, ask) });
  } catch (error) {
    tell({ failed: describe(error) });
  } finally {
    parentPort?.unref();
  }
}
