import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readEnvironment } from './environment.ts';
import type { ChildProgram } from './supervisor/start-child.ts';

/** The simulator with its options. It waits for the server by itself. */
export function simulatorProgram(words: readonly string[], key?: string): ChildProgram {
  const manifest = fileURLToPath(import.meta.resolve('@homepot/simulator/package.json'));
  const { dataDir } = readEnvironment();
  return {
    name: 'simulator',
    words: [join(manifest, '..', 'src', 'simulator.ts'), '--data-dir', dataDir, ...words],
    environment: {
      NODE_COMPILE_CACHE: join(dataDir, 'cache'),
      // Empty: whatever key stands in the environment is that of some app, and not for this.
      HOMEPOT_KEY: key ?? '',
    },
  };
}
