import { access, readFile } from 'node:fs/promises';
import { scripts } from './budgets.ts';
import { folder, hashSources, stampFile } from './sources.ts';

async function isFresh(): Promise<boolean> {
  try {
    for (const { name } of scripts) await access(new URL(`dist/${name}`, folder));
    return (await readFile(stampFile, 'utf8')) === (await hashSources());
  } catch {
    return false;
  }
}

/** Makes the scripts for web pages where they are missing or older than their sources. */
export async function ensureBuilt(): Promise<void> {
  if (await isFresh()) return;
  // Loaded only when needed: a start must not wait for the bundler.
  const { build } = await import('./build.ts');
  await build(() => undefined);
}
