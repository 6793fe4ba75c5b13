import { fileURLToPath } from 'node:url';
import type { ChildProgram } from './supervisor/start-child.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

/**
 * A subcommand of `homepot` as a program of its own. It talks to the server of this data folder,
 * whatever HOMEPOT_URL names.
 */
export const consoleProgram = (name: string, words: readonly string[]): ChildProgram => ({
  name,
  words: [main, ...words],
  environment: { HOMEPOT_URL: '', HOMEPOT_KEY: '' },
});
