import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { AlertState, BodyOf } from '@homepot/catalogue';
import {
  acknowledgeAlert,
  createAlertRule,
  createSilence,
  endSilence,
  listAlertMutes,
  listAlertRules,
  listAlerts,
  listSilences,
  previewAlertRule,
  removeAlertRule,
  showAlertRule,
  updateAlertRule,
} from '@homepot/catalogue';
import type { Command } from 'commander';
import { Option } from 'commander';
import { CommandError } from '../command-error.ts';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { AddressOptions } from '../find-server.ts';
import type { FormatOptions } from '../format/row-format.ts';
import { addFormatOptions, readFormat } from '../format/row-format.ts';
import { createRowPrinter } from '../format/row-printer.ts';
import { printOne } from '../print-one.ts';
import { readSpan } from '../query/read-time.ts';
import { readAllPages } from '../read-all-pages.ts';
import { readNumberOption } from '../read-number-option.ts';

type Row = Readonly<Record<string, unknown>>;
type PrintOptions = AddressOptions & FormatOptions;

async function printRows(
  context: Context,
  options: PrintOptions,
  columns: readonly string[],
  rows: readonly Row[],
): Promise<void> {
  const printer = createRowPrinter(context, readFormat(options), columns);
  await printer.print(rows);
  await printer.end();
}

interface ListOptions extends PrintOptions {
  readonly state?: AlertState | 'open';
  readonly site?: string;
  readonly device?: string;
  readonly limit?: number;
}

const alertColumns = [
  'id',
  'severity',
  'state',
  'since',
  'summary',
  'muted_reason',
  'acknowledged_by',
  'rule_name',
  'resolved_at',
];

async function runList(context: Context, options: ListOptions): Promise<void> {
  const { client } = await connect(context, options);
  const { state = 'open', site, device, limit = 100 } = options;
  const { data } = await client.call(listAlerts, {
    query: {
      state,
      limit,
      ...(site === undefined ? {} : { site_id: site }),
      ...(device === undefined ? {} : { device_id: device }),
    },
  });
  await printRows(context, options, alertColumns, data);
}

async function runAcknowledge(context: Context, id: string, options: PrintOptions) {
  const { client } = await connect(context, options);
  const alert = await client.call(acknowledgeAlert, { parameters: { id: readId(id) } });
  await printOne(context, alert, options);
}

async function runMutes(context: Context, options: PrintOptions): Promise<void> {
  const { client } = await connect(context, options);
  const { data } = await client.call(listAlertMutes, { query: {} });
  const columns = ['muted_at', 'alert_id', 'rule_name', 'subject', 'reason', 'detail'];
  await printRows(context, options, columns, data);
}

async function runRules(context: Context, options: PrintOptions): Promise<void> {
  const { client } = await connect(context, options);
  const rules = await readAllPages((query) => client.call(listAlertRules, { query }));
  const columns = ['id', 'name', 'enabled', 'sentence', 'evaluated_at', 'error'];
  await printRows(context, options, columns, rules);
}

function readId(text: string): number {
  if (/^[1-9]\d{0,11}$/.test(text)) return Number(text);
  throw new CommandError(exitCodes.usage, `"${text}" is not a number of one.`);
}

interface SilenceOptions extends PrintOptions {
  readonly rule?: number;
  readonly subject?: string;
  readonly site?: string;
  readonly device?: string;
  readonly for?: string;
  readonly reason?: string;
  readonly end?: string;
}

async function runSilences(context: Context, options: PrintOptions): Promise<void> {
  const { client } = await connect(context, options);
  const silences = await readAllPages((query) => client.call(listSilences, { query }));
  const columns = ['id', 'rule_id', 'subject', 'site_id', 'device_id', 'ends_at', 'reason'];
  await printRows(context, options, columns, silences);
}

async function runSilence(context: Context, options: SilenceOptions): Promise<void> {
  const { client } = await connect(context, options);
  if (options.end !== undefined) {
    await client.call(endSilence, { parameters: { id: readId(options.end) } });
    context.output.say(`Silence ${options.end} is over.`);
    return;
  }
  const { rule, subject, site, device, reason = 'silenced by command' } = options;
  const span = readSpan(options.for ?? '1h');
  if (span === undefined) {
    throw new CommandError(exitCodes.usage, `--for "${options.for}" is no span like 30m, 2h, 1d.`);
  }
  const body = {
    ...(rule === undefined ? {} : { rule_id: rule }),
    ...(subject === undefined ? {} : { subject }),
    ...(site === undefined ? {} : { site_id: site }),
    ...(device === undefined ? {} : { device_id: device }),
    ends_at: new Date(Date.now() + span).toISOString(),
    reason,
  };
  await printOne(context, await client.call(createSilence, { body }), options);
}

type Asked = BodyOf<typeof previewAlertRule>['rule'];

/** What a rule is made of, without what the server adds when it shows it. */
function toGiven(shown: Row): Asked {
  const {
    id: _id,
    sentence: _sentence,
    created_by: _createdBy,
    updated_by: _updatedBy,
    created_at: _createdAt,
    updated_at: _updatedAt,
    evaluated_at: _evaluatedAt,
    error: _error,
    ...given
  } = shown;
  return given as unknown as Asked;
}

function unreadable(path: string): never {
  throw new CommandError(
    exitCodes.usage,
    `There is no file ${path} that could be read.`,
    'Give the number of a rule (`homepot alerts rules`), a JSON file of one, or - for stdin.',
  );
}

async function readRule(path: string): Promise<Asked> {
  const content =
    path === '-'
      ? await text(process.stdin)
      : await readFile(path, 'utf8').catch(() => unreadable(path));
  try {
    return JSON.parse(content);
  } catch {
    throw new CommandError(exitCodes.usage, `${path} is not JSON`);
  }
}

interface PreviewOptions extends PrintOptions {
  readonly days?: number;
}

async function runPreview(context: Context, which: string, options: PreviewOptions) {
  const { client } = await connect(context, options);
  const rule = /^\d+$/.test(which)
    ? toGiven(await client.call(showAlertRule, { parameters: { id: readId(which) } }))
    : await readRule(which);
  const answer = await client.call(previewAlertRule, { body: { rule, days: options.days ?? 7 } });
  const columns = ['fired_at', 'resolved_at', 'summary', 'told_at', 'muted_reasons', 'subject'];
  await printRows(context, options, columns, answer.episodes);
  const { say } = context.output;
  say(answer.sentence);
  say(
    `${answer.episode_count} times for ${answer.subject_count} subjects, ${answer.notification_count} messages to each notifier, ${answer.muted_count} muted, ${answer.firing_now} still firing.`,
  );
  for (const note of answer.notes) say(note);
}

async function runCreate(context: Context, path: string, options: PrintOptions): Promise<void> {
  const { client } = await connect(context, options);
  const made = await client.call(createAlertRule, { body: await readRule(path) });
  await printOne(context, { id: made.id, name: made.name, sentence: made.sentence }, options);
}

async function runSwitch(context: Context, id: string, enabled: boolean, options: PrintOptions) {
  const { client } = await connect(context, options);
  const parameters = { id: readId(id) };
  const { name } = await client.call(updateAlertRule, { parameters, body: { enabled } });
  context.output.say(`"${name}" is switched ${enabled ? 'on' : 'off'}.`);
}

async function runRemove(context: Context, id: string, options: PrintOptions): Promise<void> {
  const { client } = await connect(context, options);
  await client.call(removeAlertRule, { parameters: { id: readId(id) } });
  context.output.say(`Rule ${id} is removed.`);
}

/** `homepot alerts list|ack|mutes|rules|create|enable|disable|remove|silences|silence|preview`. */
export function defineAlerts(command: Command, context: Context): void {
  const define = (name: string, description: string) =>
    addServerOptions(addFormatOptions(command.command(name).description(description)));

  define('list', 'alerts, newest first')
    .addOption(
      new Option('--state <state>', 'how far they are')
        .choices(['open', 'pending', 'firing', 'resolved'])
        .default('open'),
    )
    .option('--site <site>', 'of devices of this site')
    .option('--device <device>', 'of this device')
    .option('--limit <rows>', 'how many', readNumberOption)
    .action((options) => runList(context, options));
  define('ack', 'say that you take care of an alert')
    .argument('<id>', 'its number')
    .action((id: string, options) => runAcknowledge(context, id, options));
  define('mutes', 'what nobody was told of, and why').action((options) =>
    runMutes(context, options),
  );
  define('rules', 'what is watched').action((options) => runRules(context, options));
  define('create', 'make a rule of a JSON file')
    .argument('<file>', 'as `preview` takes it; `-` is stdin')
    .action((path: string, options) => runCreate(context, path, options));
  for (const [name, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    addServerOptions(command.command(name).description(`switch a rule ${enabled ? 'on' : 'off'}`))
      .argument('<rule>', 'its number')
      .action((id: string, options) => runSwitch(context, id, enabled, options));
  }
  addServerOptions(command.command('remove').description('remove a rule'))
    .argument('<rule>', 'its number')
    .action((id: string, options) => runRemove(context, id, options));
  define('silences', 'silences that are not over').action((options) =>
    runSilences(context, options),
  );
  define('silence', 'have nobody told of some alerts for a time')
    .option('--rule <id>', 'of this rule', readNumberOption)
    .option('--subject <subject>', 'about this subject, as the list names it')
    .option('--site <site>', 'about devices of this site')
    .option('--device <device>', 'about this device')
    .option('--for <span>', 'for how long, e.g. 30m, 2h, 1d', '1h')
    .option('--reason <text>', 'why')
    .option('--end <id>', 'end this silence instead')
    .action((options) => runSilence(context, options));
  define('preview', 'when a rule would have fired in the last days')
    .argument('<rule>', 'its number, or a JSON file of one; `-` is stdin')
    .option('--days <days>', 'how far back, 7 at most', readNumberOption)
    .action((which: string, options) => runPreview(context, which, options));
}
