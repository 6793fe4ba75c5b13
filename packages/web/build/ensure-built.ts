import { readFile } from 'node:fs/promises';
import { hashSources, stampFile } from './sources.ts';

async function isFresh(): Promise<boolean> {
  const stamp = await readFile(stampFile, 'utf8').catch(() => undefined);
  return stamp !== undefined && stamp === (await hashSources());
}

/** Makes the dashboard where it is missing or older than its sources. */
export async function ensureBuilt(): Promise<void> {
  if (await isFresh()) return;
  // Loaded only when needed: a start must not wait for the bundler.
  const { build } = await import('./build.ts');
  await build(() => undefined);
}
