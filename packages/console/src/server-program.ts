import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readEnvironment } from './environment.ts';
import type { ChildProgram } from './supervise.ts';

/**
 * The server's own program with a subcommand. The server is only ever run, never imported. Its
 * modules are kept compiled in the data folder, which halves the time to its start.
 */
export function serverProgram(words: readonly string[]): ChildProgram {
  const manifest = fileURLToPath(import.meta.resolve('@homepot/server/package.json'));
  const entry = join(manifest, '..', 'src', 'main', 'homepot-server.ts');
  const cache = join(readEnvironment().dataDir, 'cache');
  return { name: 'server', words: [entry, ...words], environment: { NODE_COMPILE_CACHE: cache } };
}
