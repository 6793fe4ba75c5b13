import type { CredentialProvenance, DeviceState } from '@homepot/catalogue';
import {
  callerLimits,
  createDevice,
  createEnrolmentToken,
  credentialProvenances,
  deviceStates,
  listDevices,
  removeDevice,
  showDevice,
  updateDevice,
} from '@homepot/catalogue';
import type { Command } from 'commander';
import { Option } from 'commander';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import { defineCredentials } from '../devices/define-credentials.ts';
import { readConfigOption } from '../devices/read-config-option.ts';
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

interface DeviceOptions extends JsonOptions {
  readonly site?: string;
  readonly name?: string;
  readonly type?: string;
  readonly segment?: string;
  readonly config?: string;
  readonly interval?: number;
}

interface AddOptions extends DeviceOptions {
  readonly site: string;
  readonly provenance?: CredentialProvenance;
}

interface UpdateOptions extends DeviceOptions {
  readonly reason?: string;
  readonly restore?: boolean;
}

interface ListOptions extends AddressOptions, FormatOptions {
  readonly site?: string;
  readonly status?: DeviceState;
  readonly segment?: string;
  readonly search?: string;
  readonly all?: boolean;
}

interface TokenOptions extends JsonOptions {
  readonly site: string;
  readonly device?: string;
  readonly segment?: string;
  readonly provenance?: CredentialProvenance;
  readonly hours?: number;
}

const columns = ['device_id', 'name', 'site_id', 'segment', 'status', 'status_reason', 'last_seen'];

async function runList(context: Context, options: ListOptions): Promise<void> {
  const { client } = await connect(context, options);
  const { site, status, segment, search, all } = options;
  const filters = {
    ...(site === undefined ? {} : { site_id: site }),
    ...(status === undefined ? {} : { status }),
    ...(segment === undefined ? {} : { segment }),
    ...(search === undefined ? {} : { search }),
    include_inactive: all === true,
  };
  const devices = await readAllPages((page) =>
    client.call(listDevices, { query: { ...filters, ...page } }),
  );
  const printer = createRowPrinter(context, readFormat(options), [...columns, 'config_version']);
  await printer.print(devices);
  await printer.end();
}

/** The fields of a device that were given as options. */
const fieldsOf = (options: DeviceOptions) => ({
  ...(options.site === undefined ? {} : { site_id: options.site }),
  ...(options.name === undefined ? {} : { name: options.name }),
  ...(options.type === undefined ? {} : { device_type: options.type }),
  ...(options.segment === undefined ? {} : { segment: options.segment }),
  ...(options.config === undefined ? {} : { config: readConfigOption(options.config) }),
  ...(options.interval === undefined ? {} : { report_interval_seconds: options.interval }),
});

async function runAdd(context: Context, device_id: string, options: AddOptions): Promise<void> {
  const { client } = await connect(context, options);
  const { provenance } = options;
  const body = {
    ...fieldsOf(options),
    site_id: options.site,
    device_id,
    ...(provenance === undefined ? {} : { provenance }),
  };
  await printOne(context, await client.call(createDevice, { body }), options);
}

async function runShow(context: Context, device_id: string, options: JsonOptions): Promise<void> {
  const { client } = await connect(context, options);
  const device = await client.call(showDevice, { parameters: { device_id } });
  await printOne(context, device, options);
}

async function runUpdate(context: Context, device_id: string, options: UpdateOptions) {
  const { client } = await connect(context, options);
  const body = {
    ...fieldsOf(options),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    ...(options.restore === true ? { is_active: true } : {}),
  };
  const device = await client.call(updateDevice, { parameters: { device_id }, body });
  await printOne(context, device, options);
}

async function runMaintenance(
  context: Context,
  device_id: string,
  state: 'on' | 'off',
  options: AddressOptions & { readonly reason?: string },
): Promise<void> {
  const { client } = await connect(context, options);
  const { reason } = options;
  const device = await client.call(updateDevice, {
    parameters: { device_id },
    body: {
      status: state === 'on' ? 'maintenance' : 'unknown',
      ...(reason === undefined ? {} : { reason }),
    },
  });
  context.output.say(`${device_id} is ${device.status}.`);
}

async function runRemove(context: Context, device_id: string, options: AddressOptions) {
  const { client } = await connect(context, options);
  await client.call(removeDevice, { parameters: { device_id } });
  context.output.say(
    `${device_id} is removed and its credentials are ended; what it told is kept.`,
  );
}

async function runEnrolToken(context: Context, options: TokenOptions): Promise<void> {
  const { client } = await connect(context, options);
  const { site, device, segment, provenance, hours } = options;
  const made = await client.call(createEnrolmentToken, {
    body: {
      site_id: site,
      ...(device === undefined ? {} : { device_id: device }),
      ...(segment === undefined ? {} : { segment }),
      ...(provenance === undefined ? {} : { provenance }),
      ...(hours === undefined ? {} : { expires_in_hours: hours }),
    },
  });
  await context.output.line(options.json === true ? JSON.stringify(made) : made.token);
  context.output.say(
    `Token ${made.token_id}. It is shown this once; one device trades it, until ${made.expires_at}.`,
  );
}

const addDeviceOptions = (command: Command): Command =>
  command
    .option('--name <name>', 'its name for people')
    .option('--type <type>', 'what it is, e.g. pos_terminal')
    .option('--segment <segment>', 'the group that jobs address')
    .option('--config <json>', 'its configuration, a JSON object')
    .option('--interval <seconds>', 'between two of its reports', readNumberOption)
    .option('--json', 'one JSON object');

const provenanceOption = (): Option =>
  new Option('--provenance <provenance>', 'of what it tells').choices(credentialProvenances);

const named = (command: Command): Command => command.argument('<device>', 'its id');

function defineReading(command: Command, context: Context): void {
  const list = command
    .command('list')
    .description('the devices')
    .option('--site <site>', 'of one site')
    .addOption(new Option('--status <status>', 'in this state').choices(deviceStates))
    .option('--segment <segment>', 'of this group')
    .option('--search <text>', 'with this in the id or the name')
    .option('--all', 'removed ones too');
  addServerOptions(addFormatOptions(list)).action((options) => runList(context, options));

  const show = named(command.command('show').description('one device')).option(
    '--json',
    'one JSON object',
  );
  addServerOptions(show).action((id: string, options) => runShow(context, id, options));
}

function defineChanging(command: Command, context: Context): void {
  const add = named(command.command('add').description('enter a device'))
    .requiredOption('--site <site>', 'where it stands')
    .addOption(provenanceOption());
  addServerOptions(addDeviceOptions(add)).action((id: string, options) =>
    runAdd(context, id, options),
  );

  const update = named(command.command('update').description('change a device'))
    .option('--site <site>', 'where it stands from now on')
    .option('--reason <text>', 'why, for the history of configurations')
    .option('--restore', 'bring a removed device back');
  addServerOptions(addDeviceOptions(update)).action((id: string, options) =>
    runUpdate(context, id, options),
  );

  const maintenance = named(
    command.command('maintenance').description('begin or end the maintenance of a device'),
  )
    .addArgument(command.createArgument('<state>', 'on or off').choices(['on', 'off']))
    .option('--reason <text>', 'why');
  addServerOptions(maintenance).action((id: string, state: 'on' | 'off', options) =>
    runMaintenance(context, id, state, options),
  );

  const remove = named(
    command.command('remove').description('remove a device and end its credentials'),
  );
  addServerOptions(remove).action((id: string, options) => runRemove(context, id, options));
}

/** `homepot devices list|show|add|update|maintenance|remove|enrol-token|credential`. */
export function defineDevices(command: Command, context: Context): void {
  defineReading(command, context);
  defineChanging(command, context);
  const token = command
    .command('enrol-token')
    .description('make a token that one device trades for its credential')
    .requiredOption('--site <site>', 'where the device will stand')
    .option('--device <device>', 'the id that it gets; a device that is there must be named')
    .option('--segment <segment>', 'the group that it joins')
    .addOption(provenanceOption())
    .option(
      '--hours <hours>',
      `for how long, at most ${callerLimits.enrolmentTokenHoursMax}; 24 unless given`,
      readNumberOption,
    )
    .option('--json', 'one JSON object');
  addServerOptions(token).action((options: TokenOptions) => runEnrolToken(context, options));
  defineCredentials(
    command.command('credential').description('list, create, rotate and revoke credentials'),
    context,
  );
}
