import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { serverProgram } from '../server-program.ts';
import { runTogether } from '../supervise.ts';

/** `homepot doctor`: what keeps the server from working, each with what to do. */
export function defineDoctor(command: Command, context: Context): void {
  command
    .option('--json', 'one JSON object')
    .action(async (options: { readonly json?: boolean }) => {
      const words = options.json === true ? ['doctor', '--json'] : ['doctor'];
      context.exitWith(await runTogether([serverProgram(words)]));
    });
}
