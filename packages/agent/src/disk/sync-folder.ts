import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes names that were made, replaced or removed in a folder survive a power loss. */
export function syncFolder(folder: string): void {
  let file: number;
  try {
    file = openSync(folder, 'r');
  } catch {
    // Windows has no such thing.
    return;
  }
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
