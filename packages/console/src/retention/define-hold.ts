import { createRetentionHold, listRetentionHolds, releaseRetentionHold } from '@homepot/catalogue';
import type { Command } from 'commander';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { AddressOptions } from '../find-server.ts';
import type { FormatOptions } from '../format/row-format.ts';
import { addFormatOptions, readFormat } from '../format/row-format.ts';
import { createRowPrinter } from '../format/row-printer.ts';
import { printOne } from '../print-one.ts';
import { readTime } from '../query/read-time.ts';
import { readNumberOption } from '../read-number-option.ts';

interface AddOptions extends AddressOptions {
  readonly reason: string;
  readonly from?: string;
  readonly until?: string;
  readonly json?: boolean;
}

const columns = ['id', 'table', 'from', 'until', 'reason', 'created_by', 'created_at'];

async function runList(context: Context, options: AddressOptions & FormatOptions): Promise<void> {
  const { client } = await connect(context, options);
  const { data } = await client.call(listRetentionHolds, {});
  const printer = createRowPrinter(context, readFormat(options), columns);
  await printer.print(data);
  await printer.end();
}

async function runAdd(context: Context, table: string, options: AddOptions): Promise<void> {
  const { reason, from, until } = options;
  const nowMs = Date.now();
  const { client } = await connect(context, options);
  const hold = await client.call(createRetentionHold, {
    body: {
      table,
      reason,
      ...(from === undefined ? {} : { from: readTime(from, '--from', nowMs) }),
      ...(until === undefined ? {} : { until: readTime(until, '--until', nowMs) }),
    },
  });
  await printOne(context, hold, options);
}

async function runRelease(context: Context, id: number, options: AddressOptions): Promise<void> {
  const { client } = await connect(context, options);
  await client.call(releaseRetentionHold, { parameters: { id } });
  context.output.say(`Hold ${id} is over. What is old enough leaves with the next run.`);
}

/** `homepot retention hold`. */
export function defineHold(command: Command, context: Context): void {
  command.description('keep rows whatever the policy says; list, add, release');
  const list = command.command('list', { isDefault: true }).description('what is held, and why');
  addFormatOptions(addServerOptions(list)).action((options: AddressOptions & FormatOptions) =>
    runList(context, options),
  );
  const add = command
    .command('add')
    .description('hold a table, or a time of it')
    .argument('<table>', 'its name')
    .requiredOption('--reason <text>', 'why')
    .option('--from <time>', 'from when on: a date, an instant, 7d; else from the first row')
    .option('--until <time>', 'until when; else to the last row')
    .option('--json', 'one JSON object');
  addServerOptions(add).action((table: string, options: AddOptions) =>
    runAdd(context, table, options),
  );
  const release = command
    .command('release')
    .description('let go what is held')
    .argument('<id>', 'of the hold', readNumberOption);
  addServerOptions(release).action((id: number, options: AddressOptions) =>
    runRelease(context, id, options),
  );
}
