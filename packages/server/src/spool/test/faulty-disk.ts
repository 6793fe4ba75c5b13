import type { Disk, DiskFile } from '../disk.ts';
import { createNodeDisk } from '../node-disk.ts';

/** Stands before an operation of the real disk; it may wait, count or throw. */
export type Gate = (operation: 'write' | 'datasync' | 'syncFolder', path: string) => unknown;

function guard(file: DiskFile, path: string, gate: Gate): DiskFile {
  return {
    ...file,
    async write(parts, position) {
      await gate('write', path);
      return file.write(parts, position);
    },
    async datasync() {
      await gate('datasync', path);
      return file.datasync();
    },
  };
}

/** The real disk behind a gate. */
export function createGatedDisk(gate: Gate): Disk {
  const disk = createNodeDisk();
  return {
    ...disk,
    open: async (path, mode) => guard(await disk.open(path, mode), path, gate),
    async syncFolder(folder) {
      await gate('syncFolder', folder);
      return disk.syncFolder(folder);
    },
  };
}
