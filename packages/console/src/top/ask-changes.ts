import type { Client } from '@homepot/client';
import type { FamilySeries } from './family-series.ts';
import { readFleet, readJobs, readLastError, readLastState, readTotals } from './read-house.ts';
import type { SeenHouse } from './seen-house.ts';

/** Counters go on by themselves; the totals they stand on are asked again this often. */
const totalsEveryMs = 10_000;
const latestEveryMs = 30_000;
/** What is asked whether or not a counter says that it changed. */
const restEveryMs = 5_000;
const jobsEveryMs = 2_000;

/** What the counters said. */
export interface Changes {
  /** Whether rows of this table were stored since the last look. */
  moved(table: string): boolean;
  /** Whether everything is to be asked again: another server, or the same one after a while. */
  readonly anew: boolean;
}

type Ask = (client: Client, seen: SeenHouse, families: FamilySeries) => Promise<void>;

interface Question {
  readonly everyMs: (seen: SeenHouse) => number;
  /** Asked at once when rows of this table were stored. */
  readonly table?: string;
  readonly ask: Ask;
}

const questions: readonly Question[] = [
  {
    everyMs: () => totalsEveryMs,
    async ask(client, _seen, families) {
      const totals = await readTotals(client);
      if (totals !== null) families.rebase(totals);
    },
  },
  {
    everyMs: () => restEveryMs,
    table: 'device_state_history',
    async ask(client, seen) {
      seen.fleet = await readFleet(client);
    },
  },
  {
    everyMs: (seen) => ((seen.jobs?.length ?? 0) > 0 ? jobsEveryMs : restEveryMs),
    table: 'job_outcomes',
    async ask(client, seen) {
      seen.jobs = await readJobs(client);
    },
  },
  {
    everyMs: () => latestEveryMs,
    table: 'device_state_history',
    async ask(client, seen) {
      seen.lastState = await readLastState(client);
    },
  },
  {
    everyMs: () => latestEveryMs,
    table: 'error_logs',
    async ask(client, seen) {
      seen.lastError = await readLastError(client);
    },
  },
];

/** Creates what asks a server for that which may have changed, and for the rest now and then. */
export function createChangeAsker(
  families: FamilySeries,
): (client: Client, seen: SeenHouse, changes: Changes, nowMs: number) => Promise<void> {
  const askedAtMs = new Map<Question, number>();
  return async (client, seen, { moved, anew }, nowMs) => {
    for (const question of questions) {
      const last = askedAtMs.get(question);
      const changed = anew || (question.table !== undefined && moved(question.table));
      const due = last === undefined || nowMs - last >= question.everyMs(seen);
      if (!changed && !due) continue;
      await question.ask(client, seen, families);
      askedAtMs.set(question, nowMs);
    }
  };
}
