import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { serverProgram } from '../server-program.ts';
import { runTogether } from '../supervise.ts';

/** `homepot up`: what `npm start` runs. Everything that belongs to a house on one machine. */
export function defineUp(command: Command, context: Context): void {
  command.action(async () => {
    context.exitWith(await runTogether([serverProgram(['serve'])]));
  });
}
