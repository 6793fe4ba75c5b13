import type { Client } from '@homepot/client';
import { createClient } from '@homepot/client';
import type { Command } from 'commander';
import type { Context } from './context.ts';
import type { Address, AddressOptions } from './find-server.ts';
import { findServer } from './find-server.ts';

/** Adds the options by which a command is pointed at another server. */
export function addServerOptions(command: Command): Command {
  return command
    .option('--url <url>', 'server to talk to (HOMEPOT_URL); default: the one of this DATA_DIR')
    .option('--key <key>', 'API key to send to it (HOMEPOT_KEY)');
}

/** A client of the server that the options or the environment name. */
export async function connect(
  context: Context,
  options: AddressOptions,
  headers: Readonly<Record<string, string>> = { 'user-agent': 'homepot-console' },
): Promise<{ client: Client; address: Address }> {
  const address = await findServer(context.environment, options);
  return { client: createClient({ url: address.url, key: address.key, headers }), address };
}
