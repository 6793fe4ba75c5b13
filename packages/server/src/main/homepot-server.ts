import process from 'node:process';
import { parseArgs } from 'node:util';
import { exitCodes } from './programs/exit-codes.ts';
import { ignoreLostReaders, printFailure } from './programs/print.ts';
import type { ProgramOptions } from './programs/program-options.ts';

type Program = (options: ProgramOptions) => Promise<number>;

/** Each program is loaded when it is run. */
const programs: Readonly<Record<string, () => Promise<Program>>> = {
  serve: async () => (await import('./programs/serve.ts')).serve,
  init: async () => (await import('./programs/init.ts')).init,
  migrate: async () => (await import('./programs/migrate.ts')).migrate,
  doctor: async () => (await import('./programs/doctor.ts')).doctor,
  'remove-sample': async () => (await import('./programs/remove-sample.ts')).removeSample,
};

/** Those that read their words themselves. */
const transfers: Readonly<
  Record<string, () => Promise<(words: readonly string[]) => Promise<number>>>
> = {
  backup: async () => (await import('./programs/transfer/back-up.ts')).backUp,
  'verify-backup': async () => (await import('./programs/transfer/verify.ts')).verify,
  restore: async () => (await import('./programs/transfer/restore.ts')).restore,
  'move-database': async () => (await import('./programs/transfer/move.ts')).move,
};

const usage = `Usage: homepot-server ${Object.keys({ ...programs, ...transfers }).join('|')} [--json] [--no-sample] [--remove-sample]`;

/** Finds the program and its options; undefined where the words make no sense. */
function readWords(
  words: readonly string[],
): { readonly name: string; readonly options: ProgramOptions } | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        'no-sample': { type: 'boolean' },
        'remove-sample': { type: 'boolean' },
      },
    });
    const [given, ...others] = positionals;
    if (given === undefined || others.length > 0) return undefined;
    const name = given === 'init' && values['remove-sample'] ? 'remove-sample' : given;
    const options = { json: values.json === true, sample: values['no-sample'] !== true };
    return { name, options };
  } catch {
    return undefined;
  }
}

async function run(words: readonly string[]): Promise<number> {
  const [first = '', ...rest] = words;
  const transfer = Object.hasOwn(transfers, first) ? await transfers[first]?.() : undefined;
  if (transfer !== undefined) return transfer(rest);
  const read = readWords(words);
  const load = read === undefined ? undefined : programs[read.name];
  if (read === undefined || load === undefined) {
    printFailure(usage);
    return exitCodes.configurationWrong;
  }
  const program = await load();
  return program(read.options);
}

ignoreLostReaders();
process.exit(await run(process.argv.slice(2)));
