import type { LiveTopic } from '@homepot/catalogue';
import { liveTopics } from '@homepot/catalogue';
import { HomepotError, limits } from '../../kernel/index.ts';
import { findLiveTable } from '../../live/index.ts';

/** What the address says that somebody wants to follow. */
export interface AskedInterest {
  readonly topics: ReadonlySet<LiveTopic>;
  /** Names of tables. */
  readonly tables: ReadonlySet<string>;
}

const split = (texts: readonly string[] = []): readonly string[] => [
  ...new Set(texts.flatMap((text) => text.split(','))),
];

function readTopic(text: string): LiveTopic {
  const topic = liveTopics.find((known) => known === text);
  if (topic !== undefined) return topic;
  throw new HomepotError('parameter_invalid', {
    path: 'query.topics',
    message: `"${text}" is none of ${liveTopics.join(', ')}`,
  });
}

function readTable(text: string): string {
  const table = findLiveTable(text);
  if (table !== undefined) return table.name;
  throw new HomepotError('table_unknown', {
    path: 'query.tables',
    message: `"${text}" is no table of telemetry`,
  });
}

/** Reads `topics` and `tables`. Throws parameter_invalid or table_unknown. */
export function readInterest(query: {
  readonly topics?: readonly string[];
  readonly tables?: readonly string[];
}): AskedInterest {
  const topics = query.topics === undefined ? liveTopics : split(query.topics).map(readTopic);
  const tables = new Set(split(query.tables).map(readTable));
  if (tables.size > limits.liveTablesMax) {
    throw new HomepotError('parameter_invalid', {
      path: 'query.tables',
      message: `At most ${limits.liveTablesMax} tables`,
    });
  }
  return { topics: new Set(topics), tables };
}
