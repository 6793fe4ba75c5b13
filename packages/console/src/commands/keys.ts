import type { CredentialProvenance, KeyScope } from '@homepot/catalogue';
import {
  createKey,
  credentialProvenances,
  keyScopes,
  listKeys,
  revokeKey,
} from '@homepot/catalogue';
import type { Command } from 'commander';
import { Option } from 'commander';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { AddressOptions } from '../find-server.ts';
import type { FormatOptions } from '../format/row-format.ts';
import { addFormatOptions, readFormat } from '../format/row-format.ts';
import { createRowPrinter } from '../format/row-printer.ts';
import { readAllPages } from '../read-all-pages.ts';

interface CreateOptions extends AddressOptions {
  readonly name: string;
  readonly scope: KeyScope;
  readonly provenance?: CredentialProvenance;
  readonly expires?: string;
  readonly user?: string;
  readonly origin?: readonly string[];
  readonly json?: boolean;
}

const shown = ['id', 'name', 'scope', 'username', 'provenance', 'created_at', 'last_used_at'];

async function runList(context: Context, options: AddressOptions & FormatOptions): Promise<void> {
  const { client } = await connect(context, options);
  const keys = await readAllPages((query) => client.call(listKeys, { query }));
  const columns = [...shown, 'expires_at', 'revoked_at', 'allowed_origins'];
  const printer = createRowPrinter(context, readFormat(options), columns);
  await printer.print(keys);
  await printer.end();
}

/** What to do with a new key. */
function adviceOf(scope: KeyScope, url: string, key: string): string {
  if (scope === 'browser') {
    return `It is no secret. Into each page:\n<script src="${url}/sdk/homepot.js" data-key="${key}"></script>`;
  }
  if (scope === 'display') {
    return `It is shown this once. Open on the display, which keeps it:\n${url}/kiosk#${key}`;
  }
  return 'It is shown this once; keep it where secrets are kept.';
}

async function runCreate(context: Context, options: CreateOptions): Promise<void> {
  const { client, address } = await connect(context, options);
  const made = await client.call(createKey, {
    body: {
      name: options.name,
      scope: options.scope,
      ...(options.provenance === undefined ? {} : { provenance: options.provenance }),
      ...(options.expires === undefined ? {} : { expires_at: options.expires }),
      ...(options.user === undefined ? {} : { username: options.user }),
      ...(options.origin === undefined ? {} : { allowed_origins: [...options.origin] }),
    },
  });
  const { id, key, scope } = made;
  if (options.json === true) await context.output.line(JSON.stringify({ id, key, scope }));
  else await context.output.line(key);
  context.output.say(`Key ${id} (${scope}). ${adviceOf(scope, address.url, key)}`);
}

async function runRevoke(context: Context, id: string, options: AddressOptions): Promise<void> {
  const { client } = await connect(context, options);
  await client.call(revokeKey, { parameters: { id } });
  context.output.say(`Key ${id} is revoked.`);
}

/** `homepot keys list|create|revoke`. */
export function defineKeys(command: Command, context: Context): void {
  const list = command.command('list').description('every key, revoked ones too');
  addServerOptions(addFormatOptions(list)).action((options) => runList(context, options));

  const create = command
    .command('create')
    .description('make a key; it is printed once')
    .requiredOption('--name <name>', 'what it is for')
    .addOption(new Option('--scope <scope>', 'what it may do').choices(keyScopes).default('ingest'))
    .addOption(
      new Option('--provenance <provenance>', 'of the rows it sends').choices(
        credentialProvenances,
      ),
    )
    .option('--expires <instant>', 'when it ends by itself, e.g. 2027-01-31')
    .option('--user <username>', 'who answers for it')
    .option(
      '--origin <origins...>',
      'of the pages that a key of scope browser stands in, e.g. https://shop.example',
    )
    .option('--json', 'one JSON object: id, key, scope');
  addServerOptions(create).action((options: CreateOptions) => runCreate(context, options));

  const revoke = command.command('revoke').description('end a key').argument('<id>', 'its id');
  addServerOptions(revoke).action((id: string, options) => runRevoke(context, id, options));
}
