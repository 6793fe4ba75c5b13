import { setTimeout as wait } from 'node:timers/promises';
import { readServerMetrics } from '@homepot/catalogue';
import type { Client } from '@homepot/client';
import { ClientError } from '@homepot/client';
import { readInSpool } from '../server-figures.ts';

const lookEveryMs = 100;
/** How long the spool may stand still before it is no longer waited for. */
const standstillMs = 5_000;
const waitMsMax = 60_000;

/** Undefined where this caller may not see it, or nobody answers. */
async function lookOnce(client: Client, table: string): Promise<number | undefined> {
  try {
    return readInSpool(await client.call(readServerMetrics), table);
  } catch (error) {
    if (error instanceof ClientError) return undefined;
    throw error;
  }
}

/**
 * Waits until what was sent to a table can be queried, so that who counts next counts all of it.
 * Resolves with the records that are durable and still on their way: 0 as a rule, more where the
 * database is away, undefined where it cannot be told.
 */
export async function awaitStored(
  client: Client,
  table: string,
  stop: AbortSignal,
): Promise<number | undefined> {
  const startedAtMs = performance.now();
  let movedAtMs = startedAtMs;
  let before: number | undefined;
  for (;;) {
    const left = await lookOnce(client, table);
    const nowMs = performance.now();
    if (left !== before) movedAtMs = nowMs;
    before = left;
    const isLate = nowMs - movedAtMs > standstillMs || nowMs - startedAtMs > waitMsMax;
    if (left === undefined || left === 0 || isLate || stop.aborted) return left;
    await wait(lookEveryMs);
  }
}
