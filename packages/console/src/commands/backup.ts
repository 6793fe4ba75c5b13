import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { serverProgram } from '../server-program.ts';
import { runTogether } from '../supervise.ts';

interface BackupOptions {
  readonly folder?: boolean;
  readonly exclude?: readonly string[];
  readonly key: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

interface VerifyOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const flagsOf = ({ json, quiet }: VerifyOptions): readonly string[] => [
  ...(json === true ? ['--json'] : []),
  ...(quiet === true ? ['--quiet'] : []),
];

async function runBackup(context: Context, destination: string, options: BackupOptions) {
  const words = [
    'backup',
    ...flagsOf(options),
    ...(options.folder === true ? ['--folder'] : []),
    ...(options.key ? [] : ['--without-key']),
    ...(options.exclude ?? []).flatMap((tables) => ['--exclude', tables]),
    '--',
    destination,
  ];
  context.exitWith(await runTogether([serverProgram(words)]));
}

const about = `
The server may run meanwhile, and nothing waits. It is run beside the server: with its DATA_DIR, and with
DATABASE_URL and SECRET_KEY where the server has them, by a user who may read that folder.

In it: every table as at one instant, what was acknowledged and waits in the spool of this data folder, the
archive where it lies there, and the key of all credentials. Not in it: settings, logs, made exports, an
archive elsewhere, and the spools of other servers of the same database.`;

/** `homepot backup` and `homepot backup verify`. */
export function defineBackup(command: Command, context: Context): void {
  command
    .argument('[destination]', 'a folder, for a file named by the time, or the file to write', '.')
    .option('--folder', 'write a folder of files in place of one tar file')
    .option(
      '--exclude <tables...>',
      'leave rows out: telemetry (all raw rows), archive, or names of telemetry tables',
    )
    .option('--no-key', 'without the key of the credentials, secrets/secret.key')
    .option('--json', 'one JSON object')
    .option('-q, --quiet', 'no progress on stderr')
    .addHelpText('after', about)
    .action((destination: string, options: BackupOptions) =>
      runBackup(context, destination, options),
    );
  command
    .command('verify')
    .description('read a backup and compare every byte, count and digest; needs no server')
    .argument('<backup>', 'the file or the folder')
    .option('--json', 'one JSON object')
    .option('-q, --quiet', 'no progress on stderr')
    .action(async (backup: string, _: VerifyOptions, verify: Command) => {
      const flags = flagsOf(verify.optsWithGlobals<VerifyOptions>());
      const words = ['verify-backup', ...flags, '--', backup];
      context.exitWith(await runTogether([serverProgram(words)]));
    });
}
