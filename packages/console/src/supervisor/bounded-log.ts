import { mkdirSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';

/**
 * A log file that takes at most twice `bytesMax` of disk: when it is full it becomes `FILE.1`, in
 * place of the one before, and a new one is begun. A disk that refuses is no reason to stop what is
 * logged: the text is let go.
 */
export function createBoundedLog(file: string, bytesMax: number): Writable {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  let handle: FileHandle | undefined;
  let bytes = 0;
  const reopen = async () => {
    handle = await open(file, 'a', 0o600);
    bytes = (await handle.stat()).size;
  };
  const write = async (chunk: Buffer) => {
    if (handle === undefined) await reopen();
    if (bytes > 0 && bytes + chunk.length > bytesMax) {
      await handle?.close();
      handle = undefined;
      await rename(file, `${file}.1`);
      await reopen();
    }
    await handle?.appendFile(chunk);
    bytes += chunk.length;
  };
  return new Writable({
    write: (chunk: Buffer, _encoding, done) =>
      void write(chunk).then(
        () => done(),
        () => done(),
      ),
    final: (done) =>
      void Promise.resolve(handle?.close()).then(
        () => done(),
        () => done(),
      ),
  });
}
