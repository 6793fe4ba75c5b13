import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { runWithCompanion } from '../run-with-companion.ts';
import { serverProgram } from '../server-program.ts';
import { simulatorProgram } from '../simulator-program.ts';
import { runTogether } from '../supervise.ts';

interface UpOptions {
  readonly demo: boolean;
  readonly devices: string;
}

async function runUp(context: Context, { demo, devices }: UpOptions): Promise<void> {
  const server = serverProgram(['serve']);
  const code = demo
    ? await runWithCompanion(server, simulatorProgram(['--demo', '--devices', devices]))
    : await runTogether([server]);
  context.exitWith(code);
}

/** `homepot up`: what `npm start` runs. Everything that belongs to a house on one machine. */
export function defineUp(command: Command, context: Context): void {
  command
    .option('--no-demo', 'without simulated terminals')
    .option('--devices <count>', 'simulated terminals', '12')
    .addHelpText('after', '\nThe simulated terminals stay off once a real device is known.')
    .action((options: UpOptions) => runUp(context, options));
}
