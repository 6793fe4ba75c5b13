import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { serverProgram } from '../server-program.ts';
import { runTogether } from '../supervise.ts';

interface InitOptions {
  readonly sample: boolean;
  readonly removeSample?: boolean;
  readonly json?: boolean;
}

/** `homepot init`: schema and sample data; twice is the same as once. */
export function defineInit(command: Command, context: Context): void {
  command
    .option('--no-sample', 'without sample data')
    .option('--remove-sample', 'take the sample data out again')
    .option('--json', 'one JSON object')
    .action(async (options: InitOptions) => {
      const words = ['init'];
      if (!options.sample) words.push('--no-sample');
      if (options.removeSample === true) words.push('--remove-sample');
      if (options.json === true) words.push('--json');
      context.exitWith(await runTogether([serverProgram(words)]));
    });
}
