import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { AddressOptions } from '../find-server.ts';
import { onInterrupt } from '../interrupt.ts';
import { printLines, printOnce, showDashboard } from '../top/run-top.ts';
import { createHouseWatch } from '../top/watch-house.ts';

interface TopOptions extends AddressOptions {
  readonly once?: boolean;
  readonly json?: boolean;
  readonly every?: number;
}

/** By this the log of the server's requests is told from what the dashboard itself asks it. */
const headers = { 'user-agent': 'homepot-top' };
const everySecondsDefault = 10;
const onceSecondsDefault = 1;

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!/^\d+$/.test(text) || seconds < 1 || seconds > 86_400) {
    throw new InvalidArgumentError('Give a number of seconds from 1 to 86400.');
  }
  return seconds;
}

async function runTop(context: Context, options: TopOptions): Promise<void> {
  const open = async () => {
    const { client, address } = await connect(context, options, headers);
    return { client, url: address.url };
  };
  // Nobody there is an error at the start; later it is waited for.
  await open();
  const watch = createHouseWatch({ connect: open });
  await watch.look();
  const json = options.json === true;
  if (options.once === true) {
    await printOnce(context, watch, { json, afterSeconds: options.every ?? onceSecondsDefault });
    if (watch.view().status === 'away') context.exitWith(exitCodes.unreachable);
    return;
  }
  const ending = new AbortController();
  const stopListening = onInterrupt(() => ending.abort());
  const { signal } = ending;
  try {
    if (json || !context.output.isTerminal || !process.stdin.isTTY) {
      await printLines(
        context,
        watch,
        { json, everySeconds: options.every ?? everySecondsDefault },
        signal,
      );
    } else {
      const onQuit = () => ending.abort();
      await showDashboard(context, watch, { footer: 'q or Ctrl-C ends', onQuit }, signal);
    }
  } finally {
    stopListening();
  }
}

/** `homepot top`: what the house collects, live. */
export function defineTop(command: Command, context: Context): void {
  command
    .option('--once', 'one frame as plain text, and the end')
    .option('--json', 'JSON: one object with --once, else one a line')
    .option(
      '--every <seconds>',
      `between two lines where it is no terminal (${everySecondsDefault}); before the frame of --once (${onceSecondsDefault})`,
      readSeconds,
    )
    .addHelpText(
      'after',
      '\nRows in all are counted in small tables; in others they are "about": what PostgreSQL believes,\nand what the server has stored since it was asked. New rows are counted by the server.',
    );
  addServerOptions(command).action((options: TopOptions) => runTop(context, options));
}
