import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { serverProgram } from '../server-program.ts';
import { runTogether } from '../supervise.ts';

/** `homepot migrate`: the schema of the database, brought up to date. */
export function defineMigrate(command: Command, context: Context): void {
  command
    .option('--json', 'one JSON object')
    .action(async (options: { readonly json?: boolean }) => {
      const words = options.json === true ? ['migrate', '--json'] : ['migrate'];
      context.exitWith(await runTogether([serverProgram(words)]));
    });
}
