import { text } from 'node:stream/consumers';
import {
  callerLimits,
  createLoginLink,
  createUser,
  disableUser,
  listUsers,
} from '@homepot/catalogue';
import type { Command } from 'commander';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { AddressOptions } from '../find-server.ts';
import type { FormatOptions } from '../format/row-format.ts';
import { addFormatOptions, readFormat } from '../format/row-format.ts';
import { createRowPrinter } from '../format/row-printer.ts';
import { readAllPages } from '../read-all-pages.ts';

interface JsonOptions extends AddressOptions {
  readonly json?: boolean;
}

interface CreateOptions extends JsonOptions {
  readonly email: string;
  readonly admin?: boolean;
  readonly passwordStdin?: boolean;
}

const { usernameCharactersMin, usernameCharactersMax } = callerLimits;
const columns = ['username', 'email', 'is_active', 'is_admin', 'has_password', 'created_at'];

async function runList(context: Context, options: AddressOptions & FormatOptions): Promise<void> {
  const { client } = await connect(context, options);
  const users = await readAllPages((query) => client.call(listUsers, { query }));
  const printer = createRowPrinter(context, readFormat(options), columns);
  await printer.print(users);
  await printer.end();
}

/** The first line of stdin; a password on the command line would stand in the list of processes. */
async function readPassword(): Promise<string> {
  return (await text(process.stdin)).split(/\r?\n/, 1)[0] ?? '';
}

async function runCreate(context: Context, name: string, options: CreateOptions): Promise<void> {
  const { output } = context;
  const { client } = await connect(context, options);
  const user = await client.call(createUser, {
    body: {
      username: name,
      email: options.email,
      is_admin: options.admin === true,
      ...(options.passwordStdin === true ? { password: await readPassword() } : {}),
    },
  });
  await output.line(options.json === true ? JSON.stringify(user) : user.username);
  if (!user.has_password) {
    output.say(`To sign in: \`homepot users login-link ${user.username}\` makes a link.`);
  }
}

async function runDisable(context: Context, username: string, options: AddressOptions) {
  const { client } = await connect(context, options);
  await client.call(disableUser, { parameters: { username } });
  context.output.say(`${username} is disabled and signed out everywhere.`);
}

async function runLoginLink(context: Context, username: string, options: JsonOptions) {
  const { client } = await connect(context, options);
  const link = await client.call(createLoginLink, { parameters: { username } });
  await context.output.line(options.json === true ? JSON.stringify(link) : link.url);
  context.output.say(`It works once, until ${link.expires_at}.`);
}

/** `homepot users list|create|disable|login-link`. */
export function defineUsers(command: Command, context: Context): void {
  const list = command.command('list').description('every user');
  addServerOptions(addFormatOptions(list)).action((options) => runList(context, options));

  const create = command
    .command('create')
    .description('make a user')
    .argument(
      '<username>',
      `${usernameCharactersMin} to ${usernameCharactersMax} letters, digits, dots, dashes, underscores`,
    )
    .requiredOption('--email <address>', 'e-mail address')
    .option('--admin', 'as an administrator')
    .option('--password-stdin', 'read a password from stdin; without one, sign-in is by link')
    .option('--json', 'one JSON object');
  addServerOptions(create).action((name: string, options: CreateOptions) =>
    runCreate(context, name, options),
  );

  const disable = command
    .command('disable')
    .description('end sign-in, sessions and keys of a user')
    .argument('<username>');
  addServerOptions(disable).action((name: string, options) => runDisable(context, name, options));

  const link = command
    .command('login-link')
    .description('make a link that signs a user in once')
    .argument('<username>')
    .option('--json', 'one JSON object: url, expires_at');
  addServerOptions(link).action((name: string, options) => runLoginLink(context, name, options));
}
