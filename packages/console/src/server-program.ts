import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChildProgram } from './supervise.ts';

/** The server's own program with a subcommand. The server is only ever run, never imported. */
export function serverProgram(words: readonly string[]): ChildProgram {
  const manifest = fileURLToPath(import.meta.resolve('@homepot/server/package.json'));
  const entry = join(manifest, '..', 'src', 'main', 'homepot-server.ts');
  return { name: 'server', words: [entry, ...words] };
}
