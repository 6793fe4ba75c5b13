import type { AnswerOf } from '@homepot/catalogue';
import {
  listRetentionPolicies,
  resetRetentionPolicy,
  setRetentionPolicy,
} from '@homepot/catalogue';
import type { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { AddressOptions } from '../find-server.ts';
import type { FormatOptions } from '../format/row-format.ts';
import { addFormatOptions, readFormat } from '../format/row-format.ts';
import { createRowPrinter } from '../format/row-printer.ts';
import { printOne } from '../print-one.ts';
import { readNumberOption } from '../read-number-option.ts';

interface SetOptions extends AddressOptions {
  readonly days?: number;
  readonly archive?: boolean;
  readonly forEver?: boolean;
  readonly json?: boolean;
}

const columns = [
  'table',
  'retention_days',
  'cleanup_enabled',
  'archive_before_delete',
  'is_default',
  'removed_until',
  'updated_by',
  'updated_at',
];

type Listed = AnswerOf<typeof listRetentionPolicies>['data'][number];

const wordColumns = ['table', 'keeps', 'afterwards', 'decided', 'removed_until'];

/** A policy in words; what a program wants to know of it is in the other forms. */
const inWords = (policy: Listed) => ({
  table: policy.table,
  keeps: policy.cleanup_enabled ? `${policy.retention_days} days` : 'for ever',
  afterwards: policy.cleanup_enabled && policy.archive_before_delete ? 'archived' : null,
  decided: policy.is_default
    ? 'default'
    : `${policy.updated_by ?? 'on this machine'}, ${policy.updated_at?.slice(0, 10)}`,
  removed_until: policy.removed_until?.slice(0, 10) ?? null,
});

async function runList(context: Context, options: AddressOptions & FormatOptions): Promise<void> {
  const { client } = await connect(context, options);
  const { data } = await client.call(listRetentionPolicies, {});
  const format = readFormat(options);
  const isPlain = format === 'plain';
  const printer = createRowPrinter(context, format, isPlain ? wordColumns : columns);
  await printer.print(isPlain ? data.map(inWords) : data);
  await printer.end();
}

async function runSet(context: Context, table: string, options: SetOptions): Promise<void> {
  const { days, archive, forEver } = options;
  if (days !== undefined && forEver === true) {
    throw new CommandError(exitCodes.usage, 'Rows are kept for so many --days, or --for-ever.');
  }
  const body = {
    ...(days === undefined ? {} : { retention_days: days, cleanup_enabled: true }),
    ...(archive === undefined ? {} : { archive_before_delete: archive }),
    ...(forEver === true ? { cleanup_enabled: false } : {}),
  };
  if (Object.keys(body).length === 0) {
    throw new CommandError(
      exitCodes.usage,
      'Nothing to change was given.',
      'Give --days, --for-ever, --archive or --no-archive.',
    );
  }
  const { client } = await connect(context, options);
  const policy = await client.call(setRetentionPolicy, { parameters: { table }, body });
  await printOne(context, policy, options);
  context.output.say(`What would leave now: homepot retention plan ${table}`);
}

async function runReset(
  context: Context,
  table: string,
  options: AddressOptions & { readonly json?: boolean },
): Promise<void> {
  const { client } = await connect(context, options);
  await printOne(
    context,
    await client.call(resetRetentionPolicy, { parameters: { table } }),
    options,
  );
}

/** `homepot retention policies`. */
export function definePolicies(command: Command, context: Context): void {
  command.description('how long each table keeps its rows; list, set, reset');
  const list = command
    .command('list', { isDefault: true })
    .description('every policy; tables without one tell in docs/reference/tables.md what they do');
  addFormatOptions(addServerOptions(list)).action((options: AddressOptions & FormatOptions) =>
    runList(context, options),
  );
  const set = command
    .command('set')
    .description('keep the rows of a table for longer or shorter')
    .argument('<table>', 'its name')
    .option('--days <number>', 'days that rows are kept', readNumberOption)
    .option('--for-ever', 'remove nothing')
    .option('--archive', 'archive rows before they leave')
    .option('--no-archive', 'remove them without an archive')
    .option('--json', 'one JSON object');
  addServerOptions(set).action((table: string, options: SetOptions) =>
    runSet(context, table, options),
  );
  const reset = command
    .command('reset')
    .description('let a table follow the defaults again')
    .argument('<table>', 'its name')
    .option('--json', 'one JSON object');
  addServerOptions(reset).action((table: string, options: AddressOptions & { json?: boolean }) =>
    runReset(context, table, options),
  );
}
