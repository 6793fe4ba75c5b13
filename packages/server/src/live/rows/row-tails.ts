import type { LiveRows } from '@homepot/catalogue';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { LiveSummary } from '../summary/live-summary.ts';
import type { RowTail, RowTailDeps } from './row-tail.ts';
import { createDeviceTail, createRowTail } from './row-tail.ts';
import { tailSourceOf } from './tail-key.ts';

/** Rows for those who follow a tail. */
export interface ToldRows {
  /** The name of the tail, as `tailKeyOf` makes it. */
  readonly key: string;
  readonly rows: LiveRows;
}

/** The tails of all tables, and of all devices in them, that somebody follows. */
export interface RowTails {
  /** Begins with a tail, so that rows from now on are new. Throws rate_limited where there are too many. */
  begin(key: string): Promise<void>;
  /** Keeps these tails and no others. */
  keep(keys: ReadonlySet<string>): Promise<void>;
  /** The rows that were stored according to `news`. A table that cannot be read is told as skipped. */
  read(news: LiveSummary): Promise<readonly ToldRows[]>;
}

const isOfDevice = (key: string): boolean => tailSourceOf(key).deviceId !== undefined;

export function createRowTails(deps: RowTailDeps): RowTails {
  const tails = new Map<string, { readonly tail: RowTail; readonly begun: Promise<void> }>();
  function begin(key: string): Promise<void> {
    const known = tails.get(key);
    if (known !== undefined) return known.begun;
    const { table, deviceId } = tailSourceOf(key);
    const tail =
      deviceId === undefined
        ? createRowTail(deps, table)
        : createDeviceTail(deps, { table, deviceId });
    const begun = tail.begin();
    tails.set(key, { tail, begun });
    begun.catch(() => tails.delete(key));
    return begun;
  }

  /** Each costs a look at the database in every second in which its table grew. */
  function refuseTooMany(key: string): void {
    if (tails.has(key) || !isOfDevice(key)) return;
    if ([...tails.keys()].filter(isOfDevice).length < limits.liveDeviceTailsMax) return;
    throw new HomepotError('rate_limited', {
      message: `The rows of ${limits.liveDeviceTailsMax} devices are followed already`,
      retryAfterSeconds: limits.liveHeartbeatSeconds,
    });
  }

  return {
    async begin(key) {
      refuseTooMany(key);
      await begin(key);
    },
    async keep(keys) {
      for (const key of tails.keys()) if (!keys.has(key)) tails.delete(key);
      await Promise.all([...keys].map(begin));
    },
    async read({ tables = {} }) {
      const told: ToldRows[] = [];
      for (const [key, { tail }] of tails) {
        const { table } = tailSourceOf(key);
        const stored = Object.values(tables[table] ?? {}).reduce((sum, n) => sum + n, 0);
        const rows = await tail.read(stored).catch(() => ({ table, rows: [], skipped: stored }));
        if (rows !== undefined) told.push({ key, rows });
      }
      return told;
    },
  };
}
