import { createSite, listSites, removeSite, showSite, updateSite } from '@homepot/catalogue';
import type { Command } from 'commander';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
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

interface SiteOptions extends JsonOptions {
  readonly name?: string;
  readonly description?: string;
  readonly location?: string;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly timezone?: string;
}

interface ListOptions extends AddressOptions, FormatOptions {
  readonly all?: boolean;
}

const columns = ['site_id', 'name', 'timezone', 'devices', 'location', 'is_active', 'created_at'];

async function runList(context: Context, options: ListOptions): Promise<void> {
  const { client } = await connect(context, options);
  const include_inactive = options.all === true;
  const sites = await readAllPages((page) =>
    client.call(listSites, { query: { ...page, include_inactive } }),
  );
  const printer = createRowPrinter(context, readFormat(options), columns);
  await printer.print(sites);
  await printer.end();
}

/** The fields of a site that were given as options. */
const fieldsOf = (options: SiteOptions) => ({
  ...(options.name === undefined ? {} : { name: options.name }),
  ...(options.description === undefined ? {} : { description: options.description }),
  ...(options.location === undefined ? {} : { location: options.location }),
  ...(options.latitude === undefined ? {} : { latitude: options.latitude }),
  ...(options.longitude === undefined ? {} : { longitude: options.longitude }),
  ...(options.timezone === undefined ? {} : { timezone: options.timezone }),
});

async function runAdd(context: Context, site_id: string, options: SiteOptions): Promise<void> {
  const { client } = await connect(context, options);
  const body = { name: site_id, ...fieldsOf(options), site_id };
  await printOne(context, await client.call(createSite, { body }), options);
}

async function runShow(context: Context, site_id: string, options: JsonOptions): Promise<void> {
  const { client } = await connect(context, options);
  const site = await client.call(showSite, { parameters: { site_id } });
  await printOne(context, site, options);
}

async function runUpdate(
  context: Context,
  site_id: string,
  options: SiteOptions & { readonly restore?: boolean },
): Promise<void> {
  const { client } = await connect(context, options);
  const body = { ...fieldsOf(options), ...(options.restore === true ? { is_active: true } : {}) };
  const site = await client.call(updateSite, { parameters: { site_id }, body });
  await printOne(context, site, options);
}

async function runRemove(context: Context, site_id: string, options: AddressOptions) {
  const { client } = await connect(context, options);
  await client.call(removeSite, { parameters: { site_id } });
  context.output.say(`${site_id} is removed; what was recorded there is kept.`);
}

const addSiteOptions = (command: Command): Command =>
  command
    .option('--name <name>', 'its name for people')
    .option('--description <text>', 'what kind of place it is')
    .option('--location <address>', 'where it is')
    .option('--latitude <degrees>', 'degrees north', readNumberOption)
    .option('--longitude <degrees>', 'degrees east', readNumberOption)
    .option('--timezone <zone>', 'IANA time zone, e.g. Europe/London')
    .option('--json', 'one JSON object');

/** `homepot sites list|add|show|update|remove`. */
export function defineSites(command: Command, context: Context): void {
  const list = command
    .command('list')
    .description('every site')
    .option('--all', 'removed ones too');
  addServerOptions(addFormatOptions(list)).action((options) => runList(context, options));

  const add = command.command('add').description('enter a site').argument('<site>', 'its id');
  addServerOptions(addSiteOptions(add)).action((id: string, options) =>
    runAdd(context, id, options),
  );

  const show = command
    .command('show')
    .description('one site')
    .argument('<site>', 'its id')
    .option('--json', 'one JSON object');
  addServerOptions(show).action((id: string, options) => runShow(context, id, options));

  const update = command
    .command('update')
    .description('change a site')
    .argument('<site>', 'its id')
    .option('--restore', 'bring a removed site back');
  addServerOptions(addSiteOptions(update)).action((id: string, options) =>
    runUpdate(context, id, options),
  );

  const remove = command
    .command('remove')
    .description('remove a site in which no active device stands')
    .argument('<site>', 'its id');
  addServerOptions(remove).action((id: string, options) => runRemove(context, id, options));
}
