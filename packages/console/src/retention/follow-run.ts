import { setTimeout as pause } from 'node:timers/promises';
import type { AnswerOf } from '@homepot/catalogue';
import { bytesInWords, showRetentionRun } from '@homepot/catalogue';
import type { Client } from '@homepot/client';
import type { Context } from '../context.ts';

type Run = AnswerOf<typeof showRetentionRun>;

const pollMs = 500;

/** What a run has done so far, as one line. */
export const runInWords = (run: Run): string =>
  `${run.partitions_dropped} partitions and ${run.rows_removed} rows left, ${bytesInWords(run.bytes_freed)} freed`;

/** Waits for the end of a run, and tells meanwhile how far it is. */
export async function followRun({ output }: Context, client: Client, id: number): Promise<Run> {
  for (;;) {
    const run = await client.call(showRetentionRun, { parameters: { id } });
    if (run.ended_at !== null) {
      output.status('');
      return run;
    }
    output.status(run.started_at === null ? 'waiting for a server' : runInWords(run));
    await pause(pollMs);
  }
}
