import { Command } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import type { CommandEntry } from './command-list.ts';
import { commandList } from './command-list.ts';
import type { Context } from './context.ts';

const help = `
Data goes to stdout, messages to stderr. Exit codes: 0 ok, 1 failure, 2 usage, 3 not found,
4 not allowed, 5 no answer from the server, 6 partly done.

Environment: HOMEPOT_URL and HOMEPOT_KEY point at another server; PORT and DATA_DIR are those of the
server on this machine; NO_COLOR turns colour off.`;

/**
 * Creates `homepot`. Only the modules of the commands that `isWanted` takes are loaded; the others
 * are a line of help. `words` are those it is called with.
 */
export async function createProgram(
  words: readonly string[],
  context: Context,
  isWanted: (entry: CommandEntry) => boolean,
): Promise<Command> {
  const program = new Command('homepot')
    .description('Knows a retail fleet: collects, keeps and shows what it does.')
    .version(manifest.version, '--version', 'the version of this program')
    .addHelpText('after', help)
    // What stands behind a subcommand is its own: one with subcommands may have options like theirs.
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .showHelpAfterError('See `homepot --help`, or --help after a command.')
    .exitOverride();
  for (const entry of commandList) {
    const command = program.command(entry.name).summary(entry.summary).description(entry.summary);
    if (isWanted(entry)) (await entry.load())(command, context, words);
  }
  return program;
}
