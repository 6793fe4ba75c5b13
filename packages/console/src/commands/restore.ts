import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { serverProgram } from '../server-program.ts';
import { runTogether } from '../supervise.ts';

interface RestoreOptions {
  readonly replace?: boolean;
  readonly key: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const about = `
The server must not run. DATA_DIR, and DATABASE_URL where it is set, say where to: an empty folder and
database, unless --replace is given. The whole backup is read and checked before anything is touched; each
table is compared with it afterwards; an older schema is then brought up to date.`;

/** `homepot restore`: a backup, put into an empty data folder and database. */
export function defineRestore(command: Command, context: Context): void {
  command
    .argument('<backup>', 'the file or the folder that `homepot backup` wrote')
    .option('--replace', 'remove the tables that are there; put spool and key that are there aside')
    .option('--no-key', 'do without the key of the backup; then its credentials are worthless')
    .option('--json', 'one JSON object')
    .option('-q, --quiet', 'no progress on stderr')
    .addHelpText('after', about)
    .action(async (backup: string, options: RestoreOptions) => {
      const words = [
        'restore',
        ...(options.replace === true ? ['--replace'] : []),
        ...(options.key ? [] : ['--without-key']),
        ...(options.json === true ? ['--json'] : []),
        ...(options.quiet === true ? ['--quiet'] : []),
        '--',
        backup,
      ];
      context.exitWith(await runTogether([serverProgram(words)]));
    });
}
