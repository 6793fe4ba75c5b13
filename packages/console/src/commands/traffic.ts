import type { TrafficSummary } from '@homepot/simulator/traffic';
import { playTraffic } from '@homepot/simulator/traffic';
import type { Command } from 'commander';
import { readFactor, readSeed } from '../collect/read-options.ts';
import { CommandError } from '../command-error.ts';
import { addServerOptions } from '../connect.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { AddressOptions } from '../find-server.ts';
import { findServer } from '../find-server.ts';
import { onInterrupt } from '../interrupt.ts';

interface TrafficCommandOptions extends AddressOptions {
  readonly rate: number;
  readonly speed: number;
  readonly seed: number;
  readonly fleet: boolean;
  readonly json?: boolean;
}

function summaryLines(summary: TrafficSummary): readonly string[] {
  const rows = Object.entries(summary.accepted).map(([table, count]) => `${count} ${table}`);
  const lost = [
    `${summary.rejected} rejected`,
    `${summary.dropped} let go`,
    `${summary.waiting} not sent`,
  ];
  return [
    `sent      ${rows.join(', ')}; ${lost.join(', ')}`,
    `asked     ${summary.questions} questions, ${summary.questions_failed} of them answered with an error`,
    `ordered   ${summary.jobs_ordered} ${summary.jobs_ordered === 1 ? 'job' : 'jobs'}, ${summary.jobs_refused} refused`,
  ];
}

async function runTraffic(context: Context, options: TrafficCommandOptions): Promise<void> {
  const { output, environment } = context;
  const { url, key } = await findServer(environment, options);
  if (key === undefined) {
    throw new CommandError(
      exitCodes.notAllowed,
      'The traffic needs the key of an administrator.',
      'Set HOMEPOT_KEY (or --key); `homepot keys create --scope admin` makes one.',
    );
  }
  const ending = new AbortController();
  const stopListening = onInterrupt(() => ending.abort());
  const { rate, speed, seed, fleet } = options;
  const play = { url, key, rate, speed, seed, entersFleet: fleet };
  try {
    const summary = await playTraffic(play, ending.signal, () => {
      output.say(`People use ${url} (seed ${seed}, rate ${rate}, speed ${speed}). Ctrl-C ends.`);
    });
    const text = options.json === true ? JSON.stringify(summary) : summaryLines(summary).join('\n');
    await output.line(text);
    if (summary.dropped + summary.waiting > 0) context.exitWith(exitCodes.partial);
  } catch (error) {
    // Stopped before it had begun.
    if (!ending.signal.aborted) throw error;
  } finally {
    stopListening();
  }
}

/** `homepot traffic`: people who use the house. */
export function defineTraffic(command: Command, context: Context): void {
  command
    .option('--rate <factor>', 'how many times as much as usual happens', readFactor, 1)
    .option('--speed <factor>', 'how many times as fast the day passes', readFactor, 1)
    .option('--seed <number>', 'the same seed plays the same people', readSeed, 1)
    .option('--no-fleet', 'enter no sites and devices, even where there are none')
    .option('--json', 'the summary as one JSON object')
    .addHelpText(
      'after',
      '\nRows are marked as simulated, and only simulated devices are touched. About 15 activities,\n5 job outcomes, 6 tool calls and 1 error a minute, more by day, fewer at night (UTC).',
    );
  addServerOptions(command).action((options) => runTraffic(context, options));
}
