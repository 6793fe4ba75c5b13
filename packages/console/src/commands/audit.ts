import { verifyAudit } from '@homepot/catalogue';
import type { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { AddressOptions } from '../find-server.ts';

interface VerifyOptions extends AddressOptions {
  readonly witness?: string;
  readonly json?: boolean;
}

const witnessForm = /^(\d+):([0-9a-f]{64})$/;

function readWitness(text: string | undefined) {
  if (text === undefined) return {};
  const [, id, hash] = witnessForm.exec(text) ?? [];
  if (id !== undefined && hash !== undefined) {
    return { witness_id: Number(id), witness_hash: hash };
  }
  throw new CommandError(
    exitCodes.usage,
    `${JSON.stringify(text)} is no witness`,
    'A witness is what an earlier verification printed: the number of a row, `:`, its hash.',
  );
}

const reasons = {
  edited: 'it was edited',
  'removed-or-reordered': 'it, or the row before it, was removed or moved',
} as const;

async function runVerify(context: Context, options: VerifyOptions): Promise<void> {
  const { output } = context;
  const query = readWitness(options.witness);
  const { client } = await connect(context, options);
  const verdict = await client.call(verifyAudit, { query });
  const { rows, head, broken } = verdict;
  if (options.json === true) await output.line(JSON.stringify(verdict));
  else if (head !== null) await output.line(`${head.id}:${head.hash}`);
  if (broken === null) {
    output.say(`${rows} rows, and every one holds. Keep the line above as --witness for later.`);
    return;
  }
  output.say(`Row ${broken.id} does not hold: ${reasons[broken.reason]}. ${rows} rows before do.`);
  context.exitWith(exitCodes.failure);
}

/** `homepot audit verify`. */
export function defineAudit(command: Command, context: Context): void {
  const verify = command
    .command('verify')
    .description('check the hash chain; prints its head, and exits 1 where a row does not hold')
    .option('--witness <id:hash>', 'the head that an earlier verification printed')
    .option('--json', 'one JSON object');
  addServerOptions(verify).action((options: VerifyOptions) => runVerify(context, options));
}
