import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { serverProgram } from '../server-program.ts';
import { runTogether } from '../supervise.ts';

/** `homepot serve`: the server alone. */
export function defineServe(command: Command, context: Context): void {
  command.action(async () => {
    context.exitWith(await runTogether([serverProgram(['serve'])]));
  });
}
