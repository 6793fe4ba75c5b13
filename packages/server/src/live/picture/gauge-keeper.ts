import type { Clock } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { LiveSummary } from '../summary/live-summary.ts';
import type { Gauges } from './gauges.ts';
import { readGauges } from './gauges.ts';

/** What is counted now and then, as it was last counted. */
export interface GaugeKeeper {
  read(): Gauges;
  /** Notes what events tell: after some of it, the counts are others. */
  note(news: LiveSummary): void;
  /** Counts again where the counts are old. */
  look(): Promise<void>;
}

/** Creates it; nothing is counted yet. */
export function createGaugeKeeper({
  database,
  clock,
}: {
  readonly database: Pick<Database, 'query'>;
  readonly clock: Clock;
}): GaugeKeeper {
  let gauges: Gauges = { fleet: {}, alerts: null, errors: null };
  let countedMs = Number.NEGATIVE_INFINITY;
  let isOld = false;
  let counting: Promise<void> | undefined;

  async function count(): Promise<void> {
    isOld = false;
    gauges = await readGauges(database);
    countedMs = clock.monotonicMs();
  }

  return {
    read: () => gauges,
    note({ states, told, errors }) {
      isOld ||= states !== undefined || told !== undefined || errors !== undefined;
    },
    async look() {
      const ageMs = clock.monotonicMs() - countedMs;
      const { liveGaugesMillisecondsMax, liveTellMilliseconds } = limits;
      if (ageMs < (isOld ? liveTellMilliseconds : liveGaugesMillisecondsMax)) return;
      counting ??= count().finally(() => {
        counting = undefined;
      });
      await counting;
    },
  };
}
