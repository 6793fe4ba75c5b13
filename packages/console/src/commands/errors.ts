import type { BodyOf, QueryOf } from '@homepot/catalogue';
import {
  errorGroupSorts,
  listErrorGroups,
  mergeErrorGroups,
  showErrorGroup,
  unmergeErrorGroup,
  updateErrorGroup,
} from '@homepot/catalogue';
import type { Command } from 'commander';
import { Option } from 'commander';
import { CommandError } from '../command-error.ts';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import { printGroup } from '../errors/print-group.ts';
import { sparkline } from '../errors/sparkline.ts';
import { exitCodes } from '../exit-codes.ts';
import type { AddressOptions } from '../find-server.ts';
import type { FormatOptions } from '../format/row-format.ts';
import { addFormatOptions, readFormat } from '../format/row-format.ts';
import { createRowPrinter } from '../format/row-printer.ts';
import { printOne } from '../print-one.ts';
import type { RangeOptions } from '../query/range-options.ts';
import { addRangeOptions, readRange } from '../query/range-options.ts';
import { readSpan } from '../query/read-time.ts';
import { readNumberOption } from '../read-number-option.ts';

interface JsonOptions extends AddressOptions {
  readonly json?: boolean;
}

interface ListOptions extends AddressOptions, FormatOptions, RangeOptions {
  readonly status?: string;
  readonly category?: string;
  readonly severity?: string;
  readonly device?: string;
  readonly search?: string;
  readonly sort?: (typeof errorGroupSorts)[number];
  readonly limit: number;
}

const columns = [
  'fingerprint',
  'status',
  'severity',
  'count',
  'devices',
  'users',
  'last_seen',
  'title',
  'trend',
];

type Query = QueryOf<typeof listErrorGroups>;

function readQuery(options: ListOptions): Query {
  const several = (text: string | undefined) => text?.split(',');
  const { sort, search, limit } = options;
  const given = {
    status: several(options.status),
    category: several(options.category),
    severity: several(options.severity),
    device_id: several(options.device),
    search,
    sort,
    limit,
    ...readRange(options, Date.now()),
  };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as Query;
}

async function runList(context: Context, options: ListOptions): Promise<void> {
  const query = readQuery(options);
  const { client } = await connect(context, options);
  const { data, next_cursor } = await client.call(listErrorGroups, { query });
  const format = readFormat(options);
  const printer = createRowPrinter(context, format, columns);
  // A fingerprint is found by its beginning.
  const forPeople = format === 'plain';
  await printer.print(
    data.map(({ series, ...group }) => ({
      ...group,
      ...(forPeople ? {} : { series }),
      fingerprint: forPeople ? group.fingerprint.slice(0, 16) : group.fingerprint,
      trend: sparkline(series),
    })),
  );
  await printer.end();
  if (next_cursor !== null) context.output.say('There are more; see them with --limit N.');
}

async function runShow(
  context: Context,
  fingerprint: string,
  options: JsonOptions & RangeOptions,
): Promise<void> {
  const { client } = await connect(context, options);
  const query = readRange(options, Date.now());
  const group = await client.call(showErrorGroup, { parameters: { fingerprint }, query });
  if (options.json === true) await context.output.line(JSON.stringify(group));
  else await printGroup(context, group);
}

async function runChange(
  context: Context,
  fingerprint: string,
  body: BodyOf<typeof updateErrorGroup>,
  options: JsonOptions,
): Promise<void> {
  const { client } = await connect(context, options);
  const changed = await client.call(updateErrorGroup, { parameters: { fingerprint }, body });
  await printOne(context, changed, options);
}

/** Until when, from a span ahead (`2h`, `7d`) or an instant. */
function readUntil(text: string): string {
  const span = readSpan(text);
  if (span !== undefined) return new Date(Date.now() + span).toISOString();
  if (!Number.isNaN(Date.parse(text))) return new Date(text).toISOString();
  throw new CommandError(
    exitCodes.usage,
    `--until "${text}" is not a time.`,
    'Give a span (2h, 7d) or an instant (2026-01-31T08:00:00Z).',
  );
}

function defineReading(command: Command, context: Context): void {
  const list = command
    .command('list')
    .description('groups of like errors, those that happened last first')
    .option('--status <status>', 'open, resolved, ignored; open unless given')
    .option('--category <category>', 'only this category')
    .option('--severity <severity>', 'only groups whose worst is this')
    .option('--device <device>', 'only groups with an error on this device')
    .option('--search <text>', 'only groups whose title or message holds this')
    .addOption(new Option('--sort <by>', 'what comes first').choices(errorGroupSorts))
    .addOption(
      new Option('--limit <number>', 'how many')
        .argParser((text) => readNumberOption(text))
        .default(50),
    );
  addServerOptions(addFormatOptions(addRangeOptions(list))).action((options: ListOptions) =>
    runList(context, options),
  );
  const show = command
    .command('show')
    .description('one group: why it is one, where it happens, its latest errors')
    .argument('<fingerprint>', 'as `errors list --json` tells it, or its beginning')
    .option('--json', 'one JSON object');
  addServerOptions(addRangeOptions(show)).action((fingerprint: string, options) =>
    runShow(context, fingerprint, options),
  );
}

function defineDealing(command: Command, context: Context): void {
  const fingerprintOf = 'its fingerprint, or the beginning of it';
  const change = (name: string, description: string): Command =>
    addServerOptions(
      command
        .command(name)
        .description(description)
        .argument('<fingerprint>', fingerprintOf)
        .option('--notes <text>', 'for people')
        .option('--json', 'one JSON object'),
    );
  type Given = JsonOptions & { readonly notes?: string; readonly until?: string };
  const notesOf = ({ notes }: Given) => (notes === undefined ? {} : { notes });
  change('resolve', 'it is dealt with; an error that happens later opens it again').action(
    (fingerprint: string, options: Given) =>
      runChange(context, fingerprint, { status: 'resolved', ...notesOf(options) }, options),
  );
  change('ignore', 'leave it out of the list')
    .option('--until <time>', 'for a span (7d) or until an instant; for ever without')
    .action((fingerprint: string, options: Given) => {
      const until = options.until === undefined ? null : readUntil(options.until);
      const body = { status: 'ignored', ignored_until: until, ...notesOf(options) } as const;
      return runChange(context, fingerprint, body, options);
    });
  change('reopen', 'it is not dealt with').action((fingerprint: string, options: Given) =>
    runChange(context, fingerprint, { status: 'open', ...notesOf(options) }, options),
  );
}

function defineMerging(command: Command, context: Context): void {
  const merge = command
    .command('merge')
    .description('count and show groups as one')
    .argument('<into>', 'the fingerprint of the group that stays')
    .argument('<fingerprints...>', 'those of the groups that go into it')
    .option('--force', 'also what somebody took apart before')
    .option('--json', 'one JSON object');
  addServerOptions(merge).action(
    async (
      fingerprint: string,
      fingerprints: string[],
      options: JsonOptions & { readonly force?: boolean },
    ) => {
      const { client } = await connect(context, options);
      const body = { fingerprints, force: options.force === true };
      const merged = await client.call(mergeErrorGroups, { parameters: { fingerprint }, body });
      await printOne(context, merged, options);
    },
  );
  const unmerge = command
    .command('unmerge')
    .description('take a group out of the one that it was merged into')
    .argument('<fingerprint>', 'that of the group that goes')
    .option('--json', 'one JSON object');
  addServerOptions(unmerge).action(async (fingerprint: string, options: JsonOptions) => {
    const { client } = await connect(context, options);
    const alone = await client.call(unmergeErrorGroup, { parameters: { fingerprint } });
    await printOne(context, alone, options);
  });
}

/** `homepot errors list|show|resolve|ignore|reopen|merge|unmerge`. */
export function defineErrors(command: Command, context: Context): void {
  defineReading(command, context);
  defineDealing(command, context);
  defineMerging(command, context);
}
