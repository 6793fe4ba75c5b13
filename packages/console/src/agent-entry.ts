import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program of the agent. It is run, not imported: a command of the console would weigh on it. */
export function agentEntry(): string {
  const manifest = fileURLToPath(import.meta.resolve('@homepot/agent/package.json'));
  return join(manifest, '..', 'src', 'main.ts');
}
