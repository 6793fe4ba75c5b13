import { archivePartStates } from '@homepot/catalogue';
import type { Command } from 'commander';
import { Option } from 'commander';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { AddressOptions } from '../find-server.ts';
import type { FormatOptions } from '../format/row-format.ts';
import { addFormatOptions, readFormat } from '../format/row-format.ts';
import { createRowPrinter } from '../format/row-printer.ts';
import { addRangeOptions } from '../query/range-options.ts';
import type { PartsOptions } from './read-parts.ts';
import { readParts } from './read-parts.ts';

const columns = [
  'id',
  'table',
  'state',
  'oldest',
  'newest',
  'rows',
  'bytes',
  'file',
  'checked_at',
  'fault',
];

async function run(
  context: Context,
  options: AddressOptions & FormatOptions & PartsOptions,
): Promise<void> {
  const { client } = await connect(context, options);
  const printer = createRowPrinter(context, readFormat(options), columns);
  await printer.print(await readParts(client, options));
  await printer.end();
}

/** `homepot archive list`. */
export function defineList(command: Command, context: Context): void {
  command
    .description('the files of the archive')
    .option('--table <table>', 'only of this table')
    .addOption(new Option('--state <state>', 'only in this state').choices([...archivePartStates]))
    .option('--faulty', 'only those in which the last check found a fault');
  addServerOptions(addFormatOptions(addRangeOptions(command)));
  command.action((options: AddressOptions & FormatOptions & PartsOptions) => run(context, options));
}
