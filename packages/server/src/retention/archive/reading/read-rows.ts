import { HomepotError, limits } from '../../../kernel/index.ts';
import type { ArchiveDependencies } from '../archive-dependencies.ts';
import { readPart, requireWritten } from '../parts/stored-part.ts';
import { createChannel } from '../thread/channel.ts';
import { fileOf, runReading } from '../thread/read-part.ts';
import type { RowsWanted } from '../thread/reading-job.ts';

/** Reads rows out of files. */
export interface RowReading {
  /**
   * Rows of a part, in the order that is asked for, as JSON arrays of objects, some thousand at a time
   * and as they are taken. Only row groups of the range are read, and each is checked before it
   * is decoded. Throws rate_limited, archive_missing, archive_damaged or storage_*.
   */
  readRows(id: number, wanted: RowsWanted, signal?: AbortSignal): AsyncIterable<string>;
}

export function createRowReading({ database, storage }: ArchiveDependencies): RowReading {
  let reading = 0;

  async function* read(id: number, wanted: RowsWanted, signal?: AbortSignal) {
    const part = requireWritten(await readPart(database, id));
    const rows = createChannel<string>();
    const stopped = new AbortController();
    const signals = AbortSignal.any([stopped.signal, ...(signal === undefined ? [] : [signal])]);
    const job = {
      kind: 'rows',
      file: fileOf(part),
      wanted,
      rowsMax: limits.archiveCandidateRowsMax,
      charactersMax: limits.archiveChunkBytes,
    } as const;
    const thread = runReading(
      storage,
      part,
      job,
      { rows: (text: string) => rows.put(text) },
      signals,
    );
    thread.then(
      () => rows.end(),
      (error) => rows.end(error),
    );
    try {
      yield* rows.values;
    } finally {
      stopped.abort();
      await thread.catch(() => undefined);
    }
  }

  return {
    async *readRows(id, wanted, signal) {
      if (reading >= limits.archiveReadsAtOnceMax) {
        throw new HomepotError('rate_limited', {
          message: `${limits.archiveReadsAtOnceMax} archived files are being read already`,
          retryAfterSeconds: limits.archiveReadRetrySeconds,
        });
      }
      reading += 1;
      try {
        yield* read(id, wanted, signal);
      } finally {
        reading -= 1;
      }
    },
  };
}
