import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Disk, DiskFile, OpenMode } from './disk.ts';

const flags: Readonly<Record<OpenMode, string>> = { read: 'r', change: 'r+', create: 'w+' };

function fileOf(handle: FileHandle): DiskFile {
  return {
    async write(parts, position) {
      const [only] = parts;
      if (parts.length === 1 && only !== undefined) {
        return (await handle.write(only, 0, only.length, position)).bytesWritten;
      }
      return (await handle.writev([...parts], position)).bytesWritten;
    },
    async read(into, position) {
      return (await handle.read(into, 0, into.length, position)).bytesRead;
    },
    datasync: () => handle.datasync(),
    truncate: (bytes) => handle.truncate(bytes),
    size: async () => (await handle.stat()).size,
    close: () => handle.close(),
  };
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Creates the disk of this machine. Its errors carry the operating system's code. */
export function createNodeDisk(): Disk {
  return {
    async createFolder(folder) {
      const created = await mkdir(folder, { recursive: true });
      if (created === undefined) return;
      const top = dirname(resolve(created));
      for (let path = resolve(folder); path !== top; path = dirname(path)) {
        await syncFolder(dirname(path));
      }
    },
    open: async (path, mode) => fileOf(await open(path, flags[mode])),
    async list(folder) {
      const found = await readdir(folder, { withFileTypes: true });
      return found.filter((item) => item.isFile()).map((item) => item.name);
    },
    rename: (from, to) => rename(from, to),
    remove: (path) => unlink(path),
    syncFolder,
  };
}
