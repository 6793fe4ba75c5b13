import type { Clock, Log } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { Hold } from '../holds/hold.ts';
import { readHolds } from '../holds/hold.ts';
import type { Policy } from './policy.ts';
import { keptFromMs, readPolicies } from './policy.ts';

/** What a table keeps, as the door asks for it. */
interface Kept {
  /** The first instant that is kept, milliseconds since 1970. */
  readonly fromMs: number;
  /** The policy in words. */
  readonly policy: string;
}

/**
 * What is kept, remembered for the door and for those who read numbers, neither of whom can ask the
 * database each time. Read again every `retentionPoliciesReadMilliseconds`.
 */
export interface KeptWindow {
  /** What a table keeps now; undefined where nothing is removed. */
  keptOf(table: string): Kept | undefined;
  /** Before which rows of a table may be gone, milliseconds since 1970; -Infinity where none are. */
  removedUntil(table: string): number;
  refresh(): Promise<void>;
}

interface Deps {
  readonly database: Pick<Database, 'query'>;
  readonly clock: Clock;
  readonly log: Log;
}

export function createKeptWindow({ database, clock, log }: Deps): KeptWindow {
  let policies = new Map<string, Policy>();
  let holds: readonly Hold[] = [];
  return {
    keptOf(table) {
      const policy = policies.get(table);
      if (policy === undefined || !policy.enabled) return undefined;
      const held = holds.filter((hold) => hold.table === table).map(({ fromMs }) => fromMs);
      const fromMs = Math.min(keptFromMs(policy, clock.nowMs()), ...held);
      if (fromMs === Number.NEGATIVE_INFINITY) return undefined;
      return { fromMs, policy: `${table} keeps ${policy.days} days` };
    },
    removedUntil: (table) => policies.get(table)?.removedUntilMs ?? Number.NEGATIVE_INFINITY,
    async refresh() {
      try {
        holds = await readHolds(database);
        policies = new Map((await readPolicies(database)).map((each) => [each.table, each]));
      } catch (error) {
        // What was known goes on to hold; the database itself tells the drain in the end.
        log.debug({ err: error }, 'policies could not be read');
      }
    },
  };
}
