import { setTimeout as pause } from 'node:timers/promises';
import type { AnswerOf } from '@homepot/catalogue';
import { showExport } from '@homepot/catalogue';
import type { Client } from '@homepot/client';
import type { Output } from '../output.ts';

type Shown = AnswerOf<typeof showExport>;

const open: ReadonlySet<string> = new Set(['waiting', 'running']);
const pauseMs = 500;

/** Waits until an export has ended, in whatever way, and tells how far it is. */
export async function followExport(
  client: Client,
  output: Output,
  exportId: string,
  signal: AbortSignal,
): Promise<Shown> {
  for (;;) {
    const shown = await client.call(showExport, { parameters: { export_id: exportId }, signal });
    if (!open.has(shown.status)) {
      output.status('');
      return shown;
    }
    output.status(
      `${exportId} ${shown.status}: step ${shown.steps_done} of ${shown.steps}, ${shown.rows} rows`,
    );
    await pause(pauseMs, undefined, { signal });
  }
}
