import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunFile } from '@homepot/catalogue';
import { dataFolderFiles, readReadiness } from '@homepot/catalogue';
import { createClient } from '@homepot/client';
import { collectLimits as limits } from './collect-limits.ts';

async function readRun(dataDir: string, pid: number): Promise<RunFile | undefined> {
  try {
    const run = JSON.parse(await readFile(join(dataDir, dataFolderFiles.run), 'utf8')) as RunFile;
    return run.pid === pid ? run : undefined;
  } catch {
    return undefined;
  }
}

async function takesBatches({ url }: RunFile, signal: AbortSignal): Promise<boolean> {
  try {
    await createClient({ url }).call(readReadiness, { signal });
    return true;
  } catch {
    return false;
  }
}

/** Resolves when the server of this process takes batches. Rejects when `signal` ends the waiting. */
export async function awaitServer(
  dataDir: string,
  pid: number,
  signal: AbortSignal,
): Promise<void> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(limits.readyMillisecondsMax)]);
  for (;;) {
    inTime.throwIfAborted();
    const run = await readRun(dataDir, pid);
    if (run !== undefined && (await takesBatches(run, inTime))) return;
    await wait(limits.readyPollMilliseconds, undefined, { signal: inTime });
  }
}
