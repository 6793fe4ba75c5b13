import type { DeliveryState, NotifierKind } from '@homepot/catalogue';
import {
  createNotifier,
  deliveryStates,
  listDeliveries,
  listNotifiers,
  notifierKinds,
  redeliver,
  removeNotifier,
  rotateNotifierSecret,
  testNotifier,
  updateNotifier,
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
import { readAllPages } from '../read-all-pages.ts';
import { readNumberOption } from '../read-number-option.ts';

interface JsonOptions extends AddressOptions {
  readonly json?: boolean;
}

interface CreateOptions extends JsonOptions {
  readonly name: string;
  readonly kind: NotifierKind;
  readonly endpoint?: string;
  readonly to?: readonly string[];
}

interface DeliveriesOptions extends AddressOptions, FormatOptions {
  readonly notifier?: number;
  readonly state?: DeliveryState;
  readonly limit: number;
}

const notifierColumns = ['id', 'name', 'kind', 'where', 'enabled', 'disabled_reason', 'created_at'];
const deliveryColumns = [
  'id',
  'notifier',
  'event_type',
  'subject',
  'state',
  'attempt',
  'last_status_code',
  'last_error',
  'created_at',
];

interface Configuration {
  readonly url?: string;
  readonly to?: readonly string[];
}

const whereOf = ({ url, to }: Configuration): string => url ?? to?.join(' ') ?? 'log of the server';

async function runList(context: Context, options: AddressOptions & FormatOptions): Promise<void> {
  const { client } = await connect(context, options);
  const all = await readAllPages((query) => client.call(listNotifiers, { query }));
  const printer = createRowPrinter(context, readFormat(options), notifierColumns);
  await printer.print(all.map((each) => ({ ...each, where: whereOf(each.configuration) })));
  await printer.end();
}

const secretNote =
  'Its secret is shown this once; give it to the receiver, which verifies messages with it.';

async function runCreate(context: Context, options: CreateOptions): Promise<void> {
  const { name, kind, endpoint, to } = options;
  if (kind === 'webhook' && endpoint === undefined) {
    throw new CommandError(exitCodes.usage, 'A webhook needs --endpoint, the address it calls.');
  }
  if (kind === 'email' && to === undefined) {
    throw new CommandError(exitCodes.usage, 'E-mail needs --to, its recipients.');
  }
  const { client } = await connect(context, options);
  const configuration = {
    ...(endpoint === undefined ? {} : { url: endpoint }),
    ...(to === undefined ? {} : { to: [...to] }),
  };
  const made = await client.call(createNotifier, { body: { name, kind, configuration } });
  await printOne(context, { id: made.id, secret: made.secret }, options);
  if (made.secret !== null) context.output.say(secretNote);
  context.output.say(`Try it: homepot notifiers test ${made.id}`);
}

async function runTest(context: Context, id: number, options: JsonOptions): Promise<void> {
  const { client } = await connect(context, options);
  const delivery = await client.call(testNotifier, { parameters: { id } });
  const { event_id, state, last_status_code, last_error, response_time_ms } = delivery;
  const { response_excerpt } = delivery;
  const shown = { event_id, state, last_status_code, last_error, response_excerpt };
  await printOne(context, { ...shown, response_time_ms }, options);
  if (state === 'sent') return;
  throw new CommandError(exitCodes.failure, last_error ?? 'It was not delivered');
}

async function runDeliveries(context: Context, options: DeliveriesOptions): Promise<void> {
  const { client } = await connect(context, options);
  const query = {
    limit: options.limit,
    ...(options.notifier === undefined ? {} : { notifier_id: options.notifier }),
    ...(options.state === undefined ? {} : { state: options.state }),
  };
  const { data } = await client.call(listDeliveries, { query });
  const printer = createRowPrinter(context, readFormat(options), deliveryColumns);
  await printer.print(data);
  await printer.end();
}

async function runRotate(
  context: Context,
  id: number,
  options: JsonOptions & { readonly overlap?: number },
): Promise<void> {
  const { client } = await connect(context, options);
  const body = options.overlap === undefined ? {} : { overlap_seconds: options.overlap };
  const { secret, previous_secret_until } = await client.call(rotateNotifierSecret, {
    parameters: { id },
    body,
  });
  await printOne(context, { secret, previous_secret_until }, options);
  context.output.say(secretNote);
}

async function runSwitch(
  context: Context,
  id: number,
  enabled: boolean,
  options: AddressOptions,
): Promise<void> {
  const { client } = await connect(context, options);
  const { name } = await client.call(updateNotifier, { parameters: { id }, body: { enabled } });
  context.output.say(`${name} is switched ${enabled ? 'on' : 'off'}.`);
}

function defineChanges(command: Command, context: Context): void {
  const number = (name: string, about: string) =>
    addServerOptions(
      command.command(name).description(about).argument('<id>', 'its id', readNumberOption),
    );
  number('rotate', 'replace the secret of a webhook; both sign for a while')
    .option('--overlap <seconds>', 'for how long both sign; a day unless given', readNumberOption)
    .option('--json', 'one JSON object')
    .action((id: number, options) => runRotate(context, id, options));
  number('enable', 'switch one on').action((id: number, options) =>
    runSwitch(context, id, true, options),
  );
  number('disable', 'switch one off; what waits is dropped').action((id: number, options) =>
    runSwitch(context, id, false, options),
  );
  number('remove', 'remove one; its log stays').action(async (id: number, options) => {
    const { client } = await connect(context, options);
    await client.call(removeNotifier, { parameters: { id } });
    context.output.say(`Notifier ${id} is removed.`);
  });
  number('redeliver', 'send a message of the log again').action(async (id: number, options) => {
    const { client } = await connect(context, options);
    const { event_id } = await client.call(redeliver, { parameters: { id } });
    context.output.say(`Message ${event_id} is sent again.`);
  });
}

/** `homepot notifiers list|create|test|deliveries|redeliver|rotate|enable|disable|remove`. */
export function defineNotifiers(command: Command, context: Context): void {
  const list = command.command('list').description('who is told, and how');
  addServerOptions(addFormatOptions(list)).action((options) => runList(context, options));

  const create = command
    .command('create')
    .description('make a notifier; the secret of a webhook is printed once')
    .requiredOption('--name <name>', 'the name for people')
    .addOption(
      new Option('--kind <kind>', 'how it tells').choices(notifierKinds).makeOptionMandatory(),
    )
    .option('--endpoint <url>', 'of a webhook: a public https address')
    .option('--to <addresses...>', 'of e-mail: the recipients')
    .option('--json', 'one JSON object');
  addServerOptions(create).action((options: CreateOptions) => runCreate(context, options));

  const test = command
    .command('test')
    .description('send a message now, and tell how it went')
    .argument('<id>', 'its id', readNumberOption)
    .option('--json', 'one JSON object');
  addServerOptions(test).action((id: number, options) => runTest(context, id, options));

  const deliveries = command
    .command('deliveries')
    .description('what was told to whom and how that went, newest first')
    .option('--notifier <id>', 'of one notifier', readNumberOption)
    .addOption(new Option('--state <state>', 'in this state').choices(deliveryStates))
    .option('--limit <rows>', 'at most so many', readNumberOption, 50);
  addServerOptions(addFormatOptions(deliveries)).action((options) =>
    runDeliveries(context, options),
  );

  defineChanges(command, context);
}
