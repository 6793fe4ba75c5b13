import process from 'node:process';
import { Command, CommanderError } from 'commander';
import { commandList } from './command-list.ts';
import type { Context } from './context.ts';
import { readEnvironment } from './environment.ts';
import { exitCodes } from './exit-codes.ts';
import { createOutput, endWhenNobodyReads } from './output.ts';

const help = `
Data goes to stdout, messages to stderr. Exit codes: 0 ok, 1 failure, 2 usage, 3 not found,
4 not allowed, 5 no answer from the server, 6 partly done.

Environment: HOMEPOT_URL and HOMEPOT_KEY point at another server; PORT and DATA_DIR are those of the
server on this machine; NO_COLOR turns colour off.`;

async function createProgram(words: readonly string[], context: Context): Promise<Command> {
  const program = new Command('homepot')
    .description('Knows a retail fleet: collects, keeps and shows what it does.')
    .addHelpText('after', help)
    .showSuggestionAfterError()
    .showHelpAfterError('See `homepot --help`, or --help after a command.')
    .exitOverride();
  // Only the module of the command that is run is loaded; the others are a line of help.
  const asked = words.find((word) => !word.startsWith('-'));
  const name = asked === 'help' ? words[words.indexOf(asked) + 1] : asked;
  for (const entry of commandList) {
    const command = program.command(entry.name).summary(entry.summary).description(entry.summary);
    if (entry.name === name) (await entry.load())(command, context, words);
  }
  return program;
}

async function run(words: readonly string[], context: Context): Promise<void> {
  try {
    const program = await createProgram(words, context);
    if (words.length === 0) program.outputHelp();
    else await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    // Commander has said what is wrong already.
    if (error instanceof CommanderError) {
      context.exitWith(error.exitCode === 0 ? exitCodes.ok : exitCodes.usage);
      return;
    }
    const { readFailure } = await import('./read-failure.ts');
    const failure = readFailure(error);
    for (const line of failure.lines) context.output.say(line);
    context.exitWith(failure.exitCode);
  }
}

endWhenNobodyReads();
await run(process.argv.slice(2), {
  environment: readEnvironment(),
  output: createOutput(),
  exitWith(code) {
    process.exitCode = code;
  },
});
