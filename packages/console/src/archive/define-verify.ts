import { checkArchivePart } from '@homepot/catalogue';
import type { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { AddressOptions } from '../find-server.ts';
import type { FormatOptions } from '../format/row-format.ts';
import { addFormatOptions, readFormat } from '../format/row-format.ts';
import { createRowPrinter } from '../format/row-printer.ts';
import { addRangeOptions } from '../query/range-options.ts';
import { readNumberOption } from '../read-number-option.ts';
import type { PartsOptions } from './read-parts.ts';
import { readParts } from './read-parts.ts';

type Options = AddressOptions & FormatOptions & PartsOptions;

const columns = ['id', 'table', 'state', 'rows', 'bytes', 'file', 'checked_at', 'fault'];

async function run(context: Context, id: number | undefined, options: Options): Promise<void> {
  const { client } = await connect(context, options);
  const whole = (await (id === undefined ? readParts(client, options) : [])).filter(
    ({ state }) => state !== 'writing' && state !== 'abandoned',
  );
  const ids = id === undefined ? whole.map((part) => part.id) : [id];
  const printer = createRowPrinter(context, readFormat(options), columns);
  let faults = 0;
  for (const each of ids) {
    const part = await client.call(checkArchivePart, { parameters: { id: each } });
    if (part.fault !== null) faults += 1;
    await printer.print([part]);
  }
  if (ids.length > 0 || readFormat(options) !== 'plain') await printer.end();
  if (faults === 0) {
    context.output.say(
      ids.length === 0
        ? 'There is no such file in the archive.'
        : `${ids.length} files were read back; all are what was written.`,
    );
    return;
  }
  throw new CommandError(
    exitCodes.partial,
    `${faults} of ${ids.length} files are not what was written. Bring them back from a copy.`,
  );
}

/** `homepot archive verify`. */
export function defineVerify(command: Command, context: Context): void {
  command
    .description('read files of the archive back, and see whether they are what was written')
    .argument('[part]', 'its number; all unless given', readNumberOption)
    .option('--table <table>', 'only of this table');
  addServerOptions(addFormatOptions(addRangeOptions(command)));
  command.action((id: number | undefined, options: Options) => run(context, id, options));
}
