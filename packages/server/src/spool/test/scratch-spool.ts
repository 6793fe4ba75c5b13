import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createLog, createManualClock } from '../../kernel/index.ts';
import type { Disk } from '../disk.ts';
import { createNodeDisk } from '../node-disk.ts';
import type { Spool, SpoolOptions } from '../spool.ts';
import { createSpool } from '../spool.ts';
import type { SpoolEntry } from '../spool-reader.ts';

export const testLog = createLog('silent');
export const testClock = createManualClock();

/** An empty folder that is gone after the test. */
export async function createScratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'homepot-spool-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A spool on real files, stopped after the test. */
export function createScratchSpool(
  folder: string,
  options: Omit<SpoolOptions, 'folder'> = {},
  disk: Disk = createNodeDisk(),
): Spool {
  const spool = createSpool({ disk, log: testLog, clock: testClock }, { folder, ...options });
  onTestFinished(() => spool.stop());
  return spool;
}

/** Every entry behind `after`. */
export async function readAll(
  spool: Spool,
  after = 0,
  bytesMax = 1_000_000,
): Promise<SpoolEntry[]> {
  const all: SpoolEntry[] = [];
  for (;;) {
    const entries = await spool.read(all.at(-1)?.sequence ?? after, { bytesMax });
    if (entries.length === 0) return all;
    all.push(...entries);
  }
}

/** The ids of the batches behind `after`, in order. */
export async function readIds(spool: Spool, after = 0, bytesMax = 1_000_000): Promise<string[]> {
  return (await readAll(spool, after, bytesMax)).map(({ batch }) => batch.batchId);
}
