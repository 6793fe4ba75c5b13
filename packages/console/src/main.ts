import process from 'node:process';
import { CommanderError } from 'commander';
import type { Context } from './context.ts';
import { createProgram } from './create-program.ts';
import { readEnvironment } from './environment.ts';
import { exitCodes } from './exit-codes.ts';
import { createOutput, endWhenNobodyReads } from './output.ts';

/** The command that is called. */
function nameIn(words: readonly string[]): string | undefined {
  const asked = words.find((word) => !word.startsWith('-'));
  return asked === 'help' ? words[words.indexOf(asked) + 1] : asked;
}

async function run(words: readonly string[], context: Context): Promise<void> {
  try {
    const name = nameIn(words);
    const program = await createProgram(words, context, (entry) => entry.name === name);
    if (words.length === 0) program.outputHelp();
    else await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    // Commander has said what is wrong already.
    if (error instanceof CommanderError) {
      // A command whose subcommands were all that is missing has shown them, as `homepot` alone does.
      const isRight = error.exitCode === 0 || error.code === 'commander.help';
      context.exitWith(isRight ? exitCodes.ok : exitCodes.usage);
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
