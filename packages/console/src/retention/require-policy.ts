import { listRetentionPolicies } from '@homepot/catalogue';
import { CommandError } from '../command-error.ts';
import type { connect } from '../connect.ts';
import { exitCodes } from '../exit-codes.ts';
import { suggest } from '../suggest.ts';

type Client = Awaited<ReturnType<typeof connect>>['client'];

/** Tells a name that no policy is about from a table of which nothing is old. Throws CommandError. */
export async function requirePolicy(client: Client, name: string): Promise<void> {
  const { data } = await client.call(listRetentionPolicies, {});
  const names = data.map(({ table }) => table);
  if (names.includes(name)) return;
  const near = suggest(name, names);
  throw new CommandError(
    exitCodes.notFound,
    `No policy is about ${name}.${near === undefined ? '' : ` Did you mean ${near}?`}`,
    '`homepot retention policies` lists the tables that have one.',
  );
}
