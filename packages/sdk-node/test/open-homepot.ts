import { afterEach } from 'vitest';
import type { Homepot, HomepotOptions, Problem } from '../src/index.ts';
import { createHomepot } from '../src/index.ts';
import type { Answer, Collector } from './start-collector.ts';
import { startCollector } from './start-collector.ts';

/** An SDK that sends to a collector. */
export interface Opened {
  readonly homepot: Homepot;
  readonly collector: Collector;
  readonly problems: readonly Problem[];
  /** Sends what waits and returns the rows of a table. */
  rows(table: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

const closings: (() => Promise<unknown>)[] = [];

/** Runs after the test, last one first. */
export function atEnd(close: () => Promise<unknown>): void {
  closings.push(close);
}

afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

/** Opens an SDK and a collector for it; both end with the test. */
export async function openHomepot(
  options: Partial<HomepotOptions> = {},
  answer?: Answer,
): Promise<Opened> {
  const collector = await startCollector(answer);
  const problems: Problem[] = [];
  const homepot = createHomepot({
    url: collector.url,
    key: 'hp_ingest_test',
    service: 'shop',
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  atEnd(() => collector.stop());
  atEnd(() => homepot.close(100));
  return {
    homepot,
    collector,
    problems,
    async rows(table) {
      await homepot.flush();
      return collector.rows(table);
    },
  };
}
