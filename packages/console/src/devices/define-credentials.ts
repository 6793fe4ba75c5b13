import type { AnswerOf } from '@homepot/catalogue';
import {
  createDeviceCredential,
  listDeviceCredentials,
  revokeDeviceCredential,
  rotateDeviceCredential,
} from '@homepot/catalogue';
import type { Command } from 'commander';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { AddressOptions } from '../find-server.ts';
import type { FormatOptions } from '../format/row-format.ts';
import { addFormatOptions, readFormat } from '../format/row-format.ts';
import { createRowPrinter } from '../format/row-printer.ts';
import { readNumberOption } from '../read-number-option.ts';

interface JsonOptions extends AddressOptions {
  readonly json?: boolean;
}

const columns = ['key_id', 'provenance', 'created_at', 'last_used_at', 'expires_at', 'revoked_at'];

async function runList(
  context: Context,
  device_id: string,
  options: AddressOptions & FormatOptions,
): Promise<void> {
  const { client } = await connect(context, options);
  const { data } = await client.call(listDeviceCredentials, { parameters: { device_id } });
  const printer = createRowPrinter(context, readFormat(options), columns);
  await printer.print(data);
  await printer.end();
}

async function tell(
  { output }: Context,
  made: AnswerOf<typeof createDeviceCredential>,
  { json }: JsonOptions,
): Promise<void> {
  await output.line(json === true ? JSON.stringify(made) : made.credential);
  output.say(
    `Credential ${made.key_id} of ${made.device_id}. It is shown this once; keep it where secrets are kept.`,
  );
}

async function runCreate(context: Context, device_id: string, options: JsonOptions) {
  const { client } = await connect(context, options);
  await tell(
    context,
    await client.call(createDeviceCredential, { parameters: { device_id } }),
    options,
  );
}

async function runRotate(
  context: Context,
  device_id: string,
  options: JsonOptions & { readonly overlap?: number },
): Promise<void> {
  const { client } = await connect(context, options);
  const body = options.overlap === undefined ? {} : { overlap_seconds: options.overlap };
  const made = await client.call(rotateDeviceCredential, { parameters: { device_id }, body });
  await tell(context, made, options);
}

async function runRevoke(
  context: Context,
  device_id: string,
  key_id: string,
  options: AddressOptions,
): Promise<void> {
  const { client } = await connect(context, options);
  await client.call(revokeDeviceCredential, { parameters: { device_id, key_id } });
  context.output.say(`Credential ${key_id} is revoked.`);
}

/** `homepot devices credential list|create|rotate|revoke`. */
export function defineCredentials(command: Command, context: Context): void {
  const named = (name: string, description: string) =>
    command.command(name).description(description).argument('<device>', 'its id');

  const list = named('list', 'every credential of a device, revoked ones too');
  addServerOptions(addFormatOptions(list)).action((id: string, options) =>
    runList(context, id, options),
  );

  const create = named('create', 'make a credential by hand; it is printed once').option(
    '--json',
    'one JSON object',
  );
  addServerOptions(create).action((id: string, options) => runCreate(context, id, options));

  const rotate = named('rotate', 'make a credential in the place of all others')
    .option('--overlap <seconds>', 'for how long the others stay good; 3600', readNumberOption)
    .option('--json', 'one JSON object');
  addServerOptions(rotate).action((id: string, options) => runRotate(context, id, options));

  const revoke = named('revoke', 'end a credential at once').argument('<key>', 'its key id');
  addServerOptions(revoke).action((id: string, key: string, options) =>
    runRevoke(context, id, key, options),
  );
}
