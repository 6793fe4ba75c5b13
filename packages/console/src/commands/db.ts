import type { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { serverProgram } from '../server-program.ts';
import { runTogether } from '../supervise.ts';

interface MoveOptions {
  readonly to?: string;
  readonly toFile?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const about = `
The server must not run; what its spool holds is stored in the new database by the next start. The new
database must be empty, PostgreSQL 15 or newer, and belong to a role that may make tables and schemas in it.
The old one is only read. Interrupted, run it again.`;

async function runMove(context: Context, options: MoveOptions): Promise<void> {
  const { to, toFile } = options;
  if ((to === undefined) === (toFile === undefined)) {
    throw new CommandError(
      exitCodes.usage,
      'Give the new database, once.',
      'With --to postgres://user:password@host:5432/name, or --to-file FILE that holds this URL.',
    );
  }
  const words = [
    'move-database',
    ...(to === undefined ? [] : [`--to=${to}`]),
    ...(toFile === undefined ? [] : [`--to-file=${toFile}`]),
    ...(options.json === true ? ['--json'] : []),
    ...(options.quiet === true ? ['--quiet'] : []),
  ];
  context.exitWith(await runTogether([serverProgram(words)]));
}

/** `homepot db move`. */
export function defineDb(command: Command, context: Context): void {
  command
    .command('move')
    .description(
      'copy the database to another PostgreSQL, compare every table, and use it from then on',
    )
    .option('--to <url>', 'the new database; other users of this machine can see it meanwhile')
    .option('--to-file <file>', 'a file that holds the URL, so that nobody sees its password')
    .option('--json', 'one JSON object')
    .option('-q, --quiet', 'no progress on stderr')
    .addHelpText('after', about)
    .action((options: MoveOptions) => runMove(context, options));
}
