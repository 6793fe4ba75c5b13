import { startRetentionRun } from '@homepot/catalogue';
import type { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { AddressOptions } from '../find-server.ts';
import { followRun, runInWords } from './follow-run.ts';

interface RunOptions extends AddressOptions {
  readonly wait: boolean;
  readonly json?: boolean;
}

async function runRun(context: Context, options: RunOptions): Promise<void> {
  const { output } = context;
  const { client } = await connect(context, options);
  const asked = await client.call(startRetentionRun, {});
  if (!options.wait) {
    if (options.json === true) await output.line(JSON.stringify(asked));
    else await output.line(String(asked.id));
    output.say(`See how it goes: homepot retention history ${asked.id}`);
    return;
  }
  const run = await followRun(context, client, asked.id);
  if (options.json === true) await output.line(JSON.stringify(run));
  else await output.line(runInWords(run));
  for (const { table, skipped, error } of run.tables) {
    if (skipped !== null) output.say(`${table}: left alone: ${skipped}`);
    if (error !== null) output.say(`${table}: failed: ${error}`);
  }
  if (run.state === 'done') return;
  throw new CommandError(
    exitCodes.failure,
    run.error ?? `${run.failures} steps failed; what they are about is still in the database.`,
    'Mend what it says, then run again; an hour later it is tried anyway.',
  );
}

/** `homepot retention run`. */
export function defineRun(command: Command, context: Context): void {
  command
    .description(
      'archive and remove now what is older than its policy; exits 1 where a step failed',
    )
    .option('--no-wait', 'do not wait for its end; prints the number of the run')
    .option('--json', 'one JSON object');
  addServerOptions(command).action((options: RunOptions) => runRun(context, options));
}
