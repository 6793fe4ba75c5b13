import type { AnswerOf, listQuarantine as contract } from '@homepot/catalogue';
import { quarantinedRecords } from '@homepot/catalogue';
import { sql } from 'kysely';
import { limits } from '../../kernel/index.ts';
import type { Parameters } from '../parameters/parameters.ts';
import type { QueryDeps } from '../run-read.ts';
import { listRows } from './list-rows.ts';
import type { Listing } from './listing.ts';
import { createListing } from './listing.ts';
import type { Row } from './show-row.ts';

type Answer = AnswerOf<typeof contract>;

/** A control character other than tab and line end: no text of a record holds one. */
const notText = /[^\P{Cc}\t\n\r]/u;

/** The bytes as text where they are text; `cut` = a character may be missing its end. */
function readText(bytes: Uint8Array, cut: boolean): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut });
    return notText.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function showPayload(row: Row): Row {
  const bytes = Buffer.isBuffer(row.payload) ? row.payload : Buffer.alloc(0);
  const text = readText(bytes, bytes.length < Number(row.payload_bytes));
  return {
    ...row,
    payload: text ?? bytes.toString('hex'),
    payload_encoding: text === undefined ? 'hex' : 'utf8',
  };
}

const shown = createListing(quarantinedRecords);

/** A record may be long: its first bytes are enough to judge it. */
const listing: Listing = {
  ...shown,
  selection: [
    ...shown.selection.filter(({ alias }) => alias !== 'payload'),
    sql`substring(payload from 1 for ${limits.quarantinePayloadBytesMax})`.as('payload'),
    sql<number>`octet_length(payload)`.as('payload_bytes'),
  ],
  show: showPayload,
};

/**
 * Reads one page of the records that were kept aside, each with the first bytes of what it held.
 * Takes the parameters of a list and throws as `listRows` does.
 */
export async function listQuarantine(
  deps: QueryDeps,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<Answer> {
  return (await listRows(deps, listing, parameters, signal)) as Answer;
}
