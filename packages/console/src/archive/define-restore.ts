import { callerLimits, restoreArchivePart } from '@homepot/catalogue';
import type { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { AddressOptions } from '../find-server.ts';
import type { FormatOptions } from '../format/row-format.ts';
import { addFormatOptions, readFormat } from '../format/row-format.ts';
import { createRowPrinter } from '../format/row-printer.ts';
import type { RangeOptions } from '../query/range-options.ts';
import { addRangeOptions } from '../query/range-options.ts';
import { readNumberOption } from '../read-number-option.ts';
import { readParts } from './read-parts.ts';

type Options = AddressOptions & FormatOptions & RangeOptions & { readonly days: number };

type Part = Awaited<ReturnType<typeof readParts>>[number];

const columns = ['id', 'table', 'oldest', 'newest', 'rows', 'restored_until'];

/** Those whose rows have left, and those that should have left again by now and could not. */
const isRestorable = ({ state, restored_until: until }: Part): boolean =>
  state === 'archived' ||
  (state === 'restored' && until !== null && Date.parse(until) <= Date.now());

async function run(context: Context, table: string, options: Options): Promise<void> {
  const { client } = await connect(context, options);
  const parts = (await readParts(client, { ...options, table })).filter(isRestorable);
  if (parts.length === 0) {
    throw new CommandError(
      exitCodes.notFound,
      `Nothing of ${table} is archived in this range; see \`homepot archive list\`.`,
    );
  }
  const printer = createRowPrinter(context, readFormat(options), columns);
  for (const { id } of parts) {
    const body = { days: options.days };
    await printer.print([await client.call(restoreArchivePart, { parameters: { id }, body })]);
  }
  await printer.end();
}

/** `homepot archive restore`. */
export function defineRestoreRange(command: Command, context: Context): void {
  command
    .description('bring archived rows back into the database, file by file, for some days')
    .argument('<table>', 'the table')
    .option(
      '--days <number>',
      `how long they stay, at most ${callerLimits.restoredKeptDaysMax}`,
      readNumberOption,
      callerLimits.restoredKeptDaysDefault,
    );
  addServerOptions(addFormatOptions(addRangeOptions(command)));
  command.action((table: string, options: Options) => run(context, table, options));
}
