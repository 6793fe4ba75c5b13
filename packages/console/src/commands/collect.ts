import process from 'node:process';
import type { Command } from 'commander';
import type { CollectSettings } from '../collect/collect-programs.ts';
import { summaryLines, writeSummary } from '../collect/collect-summary.ts';
import { examine } from '../collect/examine.ts';
import { holdCollection } from '../collect/one-collection.ts';
import type { ProgramOutput } from '../collect/program-output.ts';
import { createLoggedOutput, createPrefixedOutput } from '../collect/program-output.ts';
import { readDevices, readDuration, readFactor, readSeed } from '../collect/read-options.ts';
import type { CollectionEnd } from '../collect/run-collection.ts';
import { runCollection } from '../collect/run-collection.ts';
import { CommandError } from '../command-error.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { findServer } from '../find-server.ts';
import { onInterrupt } from '../interrupt.ts';

interface CollectOptions extends Pick<CollectSettings, 'devices' | 'speed' | 'rate' | 'seed'> {
  readonly duration?: number;
  readonly top?: boolean;
  readonly json?: boolean;
}

const devicesDefault = 12;
const codes = {
  whole: exitCodes.ok,
  partial: exitCodes.partial,
  failed: exitCodes.failure,
} as const;

/** Nobody is there to read: nothing more is written to a terminal that was closed. */
function letGoOfTerminal(): void {
  process.stdout.write = () => true;
  process.stderr.write = () => true;
}

async function requireWell({ output }: Context, signal: AbortSignal): Promise<void> {
  const findings = await examine(signal);
  if (signal.aborted) return;
  const failed = findings?.filter(({ result }) => result === 'fail') ?? [];
  for (const { name, message, action } of failed) {
    output.say(`${name}: ${message}`);
    if (action !== undefined) output.say(`  -> ${action}`);
  }
  if (findings === undefined || failed.length > 0) {
    throw new CommandError(
      exitCodes.failure,
      'The server would not work here; nothing was started.',
      'See `homepot doctor`.',
    );
  }
}

/** Whether a server of this data folder runs already. */
async function hasServer({ environment }: Context): Promise<boolean> {
  const here = { ...environment, url: undefined, key: undefined };
  return findServer(here, {}).then(
    () => true,
    () => false,
  );
}

async function collectWith(
  context: Context,
  options: CollectOptions,
  output: ProgramOutput,
  ending: AbortController,
): Promise<CollectionEnd | undefined> {
  const { dataDir } = context.environment;
  await requireWell(context, ending.signal);
  if (ending.signal.aborted) return undefined;
  const letGo = await holdCollection(dataDir);
  try {
    const { devices, speed, rate, seed, duration } = options;
    const settings = { dataDir, hasServer: await hasServer(context), devices, speed, rate, seed };
    const showsTop = options.top === true;
    const how = { ...settings, output, showsTop, durationMs: duration };
    const end = await runCollection(context, how, ending);
    await writeSummary(dataDir, end.summary);
    return end;
  } finally {
    await output.close();
    await letGo();
  }
}

async function runCollect(context: Context, options: CollectOptions): Promise<void> {
  const { output, environment } = context;
  if (options.top === true && !(output.isTerminal && process.stdin.isTTY)) {
    throw new CommandError(exitCodes.usage, '--top needs a terminal.', 'Leave it out here.');
  }
  const programs =
    options.top === true ? createLoggedOutput(environment.dataDir) : createPrefixedOutput();
  const ending = new AbortController();
  let terminalClosed = false;
  const stopListening = onInterrupt((signal, press) => {
    if (signal === 'SIGHUP') {
      terminalClosed = true;
      programs.discard();
      letGoOfTerminal();
    } else if (press > 1) programs.say('still stopping; nothing is left behind');
    ending.abort('asked to');
  });
  try {
    const end = await collectWith(context, options, programs, ending);
    if (end === undefined) return;
    const { summary, result } = end;
    const text = options.json === true ? JSON.stringify(summary) : summaryLines(summary).join('\n');
    await output.line(text);
    context.exitWith(codes[result]);
    // Everything is done, and Node hangs at an ordinary end when its terminal was closed.
    if (terminalClosed) process.kill(process.pid, 'SIGKILL');
  } finally {
    stopListening();
  }
}

/** `homepot collect`: everything that makes data, supervised. */
export function defineCollect(command: Command, context: Context): void {
  command
    .option('--devices <count>', 'simulated devices', readDevices, devicesDefault)
    .option('--speed <factor>', 'how many times as fast the simulated day passes', readFactor, 1)
    .option('--rate <factor>', 'how many times as much people do', readFactor, 1)
    .option('--seed <number>', 'the same seed plays the same fleet and people', readSeed, 1)
    .option('--duration <span>', 'end after e.g. 90s, 10m, 2h, 1d', readDuration)
    .option('--top', 'show the dashboard; programs then write to DATA_DIR/logs')
    .option('--json', 'the summary as one JSON object')
    .addHelpText(
      'after',
      '\nUses the server of this DATA_DIR where one runs, and leaves it running; else starts one.\nWhat dies is started again. Ctrl-C stops everything, the server last. The summary is printed\nand kept in DATA_DIR/logs/collect.json. Exit code 6: a program was down at the end.',
    )
    .action((options: CollectOptions) => runCollect(context, options));
}
