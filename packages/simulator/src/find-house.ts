import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunFile } from '@homepot/catalogue';
import { dataFolderFiles, readLiveness } from '@homepot/catalogue';
import { createClient } from '@homepot/client';

/** A house to talk to. */
export interface FoundHouse {
  readonly url: string;
  readonly key: string | (() => Promise<string | undefined>) | undefined;
  /** What files of the simulator call it. */
  readonly name: string;
}

const pauseMs = 200;

async function readRunFile(dataDir: string): Promise<RunFile | undefined> {
  try {
    const run = JSON.parse(await readFile(join(dataDir, dataFolderFiles.run), 'utf8')) as RunFile;
    process.kill(run.pid, 0);
    return run;
  } catch {
    // Not there yet, half written, or left by a server that is gone.
    return undefined;
  }
}

async function isAnswering(url: string): Promise<boolean> {
  return createClient({ url })
    .call(readLiveness)
    .then(
      () => true,
      () => false,
    );
}

/**
 * Waits for the server of a data folder, or for the one at `url`, until it answers. The local
 * credential is read at each call: every start of the server makes a new one.
 */
export async function waitForHouse(
  dataDir: string,
  { url, key }: { readonly url?: string | undefined; readonly key?: string | undefined },
  signal: AbortSignal,
): Promise<FoundHouse> {
  const readLocalKey = async () =>
    (await readFile(join(dataDir, dataFolderFiles.localKey), 'utf8').catch(() => '')).trim() ||
    undefined;
  for (;;) {
    const found = url ?? (await readRunFile(dataDir))?.url;
    if (found !== undefined && (await isAnswering(found))) {
      return url === undefined
        ? { url: found, key: key ?? readLocalKey, name: 'local' }
        : { url: found, key, name: new URL(found).origin };
    }
    await wait(pauseMs, undefined, { signal });
  }
}
