import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { removeSimulated } from '@homepot/catalogue';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { readDevices, readSeed } from '../collect/read-options.ts';
import { CommandError } from '../command-error.ts';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { DemoCounts } from '../demo/demo-sender.ts';
import type { MadeDemo } from '../demo/make-demo.ts';
import { makeDemo } from '../demo/make-demo.ts';
import { exitCodes } from '../exit-codes.ts';
import type { AddressOptions } from '../find-server.ts';
import { onInterrupt } from '../interrupt.ts';

interface DemoCommandOptions extends AddressOptions {
  readonly days: number;
  readonly devices: number;
  readonly step: number;
  readonly seed: number;
  readonly remove?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const daysDefault = 14;
const devicesDefault = 12;
const stepSecondsDefault = 180;

const readWhole =
  (minimum: number, maximum: number) =>
  (text: string): number => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < minimum || number > maximum) {
      throw new InvalidArgumentError(`Give a whole number from ${minimum} to ${maximum}.`);
    }
    return number;
  };

function sumOf({ rows }: MadeDemo, what: keyof DemoCounts): number {
  return [...rows.values()].reduce((sum, counts) => sum + counts[what], 0);
}

async function printMade(
  { output }: Context,
  made: MadeDemo,
  { seconds, json }: { readonly seconds: number; readonly json: boolean },
): Promise<void> {
  const { demo, configChanges } = made;
  if (json) {
    const rows = Object.fromEntries(made.rows);
    const summary = { ...demo, rows, configuration_changes: configChanges, seconds };
    await output.line(JSON.stringify(summary));
    return;
  }
  if (demo.state === 'made') {
    await output.line(
      `A demo is there already: ${demo.from} to ${demo.to}. \`homepot demo --remove\` removes it.`,
    );
    return;
  }
  const names = [...made.rows].map(([table, { stored }]) => `${stored} ${table}`);
  await output.line(`${demo.from} to ${demo.to}, in ${seconds.toFixed(1)} s:`);
  for (const name of [...names, `${configChanges} configuration_history`]) {
    await output.line(`  ${name}`);
  }
  const again = sumOf(made, 'duplicate');
  if (again > 0) await output.line(`  ${again} were there from before`);
  const shortened = [...made.rows].filter(([, { tooOld }]) => tooOld > 0);
  for (const [table, { tooOld }] of shortened) {
    output.say(`${tooOld} ${table} are older than what it keeps: \`homepot retention policies\`.`);
  }
  output.say('All rows are marked as simulated; `homepot demo --remove` removes them.');
}

async function runMake(context: Context, options: DemoCommandOptions): Promise<void> {
  const { output } = context;
  const startedAtMs = performance.now();
  const { client } = await connect(context, options);
  const stopping = new AbortController();
  const stopListening = onInterrupt(() => stopping.abort());
  try {
    const made = await makeDemo(client, {
      days: options.days,
      devices: options.devices,
      stepSeconds: options.step,
      seed: options.seed,
      signal: stopping.signal,
      onProgress: (rows, atMs) =>
        output.status(`${rows} rows, ${new Date(atMs).toISOString().slice(0, 10)}`),
    });
    output.status('');
    const seconds = (performance.now() - startedAtMs) / 1_000;
    await printMade(context, made, { seconds, json: options.json === true });
    if (sumOf(made, 'refused') > 0) context.exitWith(exitCodes.partial);
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    throw new CommandError(
      exitCodes.partial,
      'Interrupted; part of the demo is there.',
      'Run it again to go on, or with --remove to remove it.',
    );
  } finally {
    stopListening();
  }
}

async function isConfirmed(options: DemoCommandOptions, url: string): Promise<boolean> {
  if (options.yes === true) return true;
  if (!process.stdin.isTTY) {
    throw new CommandError(
      exitCodes.usage,
      'Removing every simulated row needs a yes.',
      'Give --yes, or run it on a terminal.',
    );
  }
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await asking.question(
      `Remove every simulated row of ${url}, those of simulated fleets too? [y/N] `,
    );
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    asking.close();
  }
}

async function runRemove(context: Context, options: DemoCommandOptions): Promise<void> {
  const { client, address } = await connect(context, options);
  if (!(await isConfirmed(options, address.url))) {
    context.output.say('Nothing was removed.');
    return;
  }
  const { removed, kept } = await client.call(removeSimulated);
  if (options.json === true) {
    await context.output.line(JSON.stringify({ removed, kept }));
    return;
  }
  const lines = Object.entries(removed).map(([table, count]) => `${count} ${table}`);
  await context.output.line(
    lines.length === 0 ? 'There was nothing simulated.' : `Removed:\n  ${lines.join('\n  ')}`,
  );
  for (const [table, count] of Object.entries(kept)) {
    context.output.say(`${count} ${table} stay: something else names them.`);
  }
}

/** `homepot demo`: a past to look at, and its removal. */
export function defineDemo(command: Command, context: Context): void {
  command
    .option('--days <count>', 'how long a past', readWhole(1, 60), daysDefault)
    .option('--devices <count>', 'simulated terminals', readDevices, devicesDefault)
    .option(
      '--step <seconds>',
      'between two reports of a terminal',
      readWhole(5, 3_600),
      stepSecondsDefault,
    )
    .option('--seed <number>', 'the same seed is the same past', readSeed, 1)
    .option('--remove', 'remove every simulated row instead, of any fleet')
    .option('--yes', 'do not ask before removing')
    .option('--json', 'the summary as one JSON object')
    .addHelpText(
      'after',
      '\nRun twice, it stores nothing twice; interrupted, it goes on. Rows are marked as simulated.',
    );
  addServerOptions(command).action((options: DemoCommandOptions) =>
    options.remove === true ? runRemove(context, options) : runMake(context, options),
  );
}
