import type { ArchivePartState } from '@homepot/catalogue';
import { listArchiveParts } from '@homepot/catalogue';
import { chooseArchived } from '../choose-table.ts';
import type { connect } from '../connect.ts';
import type { RangeOptions } from '../query/range-options.ts';
import { readRange } from '../query/range-options.ts';
import { readAllPages } from '../read-all-pages.ts';

type Client = Awaited<ReturnType<typeof connect>>['client'];

/** Which parts of the archive a command is about. */
export interface PartsOptions extends RangeOptions {
  readonly table?: string;
  readonly state?: ArchivePartState;
  readonly faulty?: boolean;
}

const dayMs = 86_400_000;

/** A date as the end of a range means its whole day. */
function endOf(time: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(time) ? new Date(Date.parse(time) + dayMs).toISOString() : time;
}

/** The parts of a table and a range, oldest first. */
export function readParts(client: Client, options: PartsOptions) {
  const { state, faulty } = options;
  const table = options.table === undefined ? undefined : chooseArchived(options.table).name;
  const { start_date: from, end_date: end } = readRange(options, Date.now());
  const until = end === undefined ? undefined : endOf(end);
  return readAllPages((page) =>
    client.call(listArchiveParts, { query: { ...page, table, state, faulty, from, until } }),
  );
}
