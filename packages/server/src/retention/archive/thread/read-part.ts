import { HomepotError } from '../../../kernel/index.ts';
import type { ByteRange, ObjectStorage } from '../../storage/object-storage.ts';
import type { WrittenPart } from '../parts/stored-part.ts';
import { nameOfPart } from '../parts/stored-part.ts';
import type { FileJob, ReadingJob } from './reading-job.ts';
import type { Answers } from './run-thread.ts';
import { runThread } from './run-thread.ts';

/** The file of a part as a thread is told of it. */
export const fileOf = ({ manifest }: WrittenPart): FileJob => ({
  bytes: manifest.bytes,
  sections: manifest.sections,
});

/** Hands out ranges of the part's file. */
export const rangesOf = (storage: ObjectStorage, { object_key }: WrittenPart): Answers => ({
  async read(range: ByteRange): Promise<Uint8Array> {
    const bytes = new Uint8Array(range.end - range.start);
    let at = 0;
    for await (const chunk of storage.read(object_key, range)) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  },
});

/** Says of which part an error is. */
export function toPartError(error: unknown, part: WrittenPart): unknown {
  if (!(error instanceof HomepotError) || error.code !== 'archive_damaged') return error;
  return new HomepotError('archive_damaged', {
    message: `${nameOfPart(part)} is not what was written there`,
    cause: error,
  });
}

/** Reads the file of a part in a thread. Throws archive_missing, archive_damaged or storage_*. */
export async function runReading<Result>(
  storage: ObjectStorage,
  part: WrittenPart,
  job: ReadingJob,
  answers: Answers = {},
  signal?: AbortSignal,
): Promise<Result> {
  const module = new URL('./reading-thread.ts', import.meta.url);
  try {
    return await runThread<Result>(module, job, { ...rangesOf(storage, part), ...answers }, signal);
  } catch (error) {
    throw toPartError(error, part);
  }
}
