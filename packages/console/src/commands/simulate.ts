import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { addServerOptions } from '../connect.ts';
import type { Context } from '../context.ts';
import type { AddressOptions } from '../find-server.ts';
import { findServer } from '../find-server.ts';
import { simulatorProgram } from '../simulator-program.ts';
import { runTogether } from '../supervise.ts';

interface SimulateOptions extends AddressOptions {
  readonly devices: string;
  readonly interval: string;
  readonly speed: string;
  readonly seed: string;
  readonly transport: string;
  readonly badVersions: string;
  readonly faults: string;
  readonly summaryFile?: string;
}

async function runSimulate(context: Context, options: SimulateOptions): Promise<void> {
  // Said here, in the words of every command, when there is no server to report to.
  const address = await findServer(context.environment, options);
  const words = [
    ...['--devices', options.devices, '--interval', options.interval],
    ...['--speed', options.speed, '--seed', options.seed],
    ...['--transport', options.transport, '--faults', options.faults],
    ...['--bad-versions', options.badVersions],
  ];
  if (address.run === undefined) words.push('--url', address.url);
  if (options.summaryFile !== undefined) {
    words.push('--summary-file', resolve(options.summaryFile));
  }
  const key = typeof address.key === 'string' ? address.key : undefined;
  context.exitWith(await runTogether([simulatorProgram(words, key)]));
}

/** `homepot simulate`: a fleet of simulated terminals, until it is stopped. */
export function defineSimulate(command: Command, context: Context): void {
  command
    .option('--devices <count>', 'terminals; those that are missing are entered', '12')
    .option('--interval <seconds>', 'between two reports of a terminal', '5')
    .option('--speed <factor>', 'how fast the time of the shops passes; reports stay in step', '1')
    .option('--seed <number>', 'the same seed is the same fleet', '1')
    .addOption(
      new Option('--transport <way>', 'how terminals report')
        .choices(['mqtt', 'http'])
        .default('mqtt'),
    )
    .option('--bad-versions <list>', 'configuration versions that harm, with commas', '2.6.6')
    .addOption(
      new Option('--faults <on|off>', 'whether things go wrong')
        .choices(['on', 'off'])
        .default('on'),
    )
    .option('--summary-file <file>', 'write the summary there at the end, instead of printing it')
    .addHelpText('after', '\nCtrl-C ends it; the terminals say goodbye.');
  addServerOptions(command).action((options: SimulateOptions) => runSimulate(context, options));
}
