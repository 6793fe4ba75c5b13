import type { LiveTopic } from '@homepot/catalogue';
import { liveTopics } from '@homepot/catalogue';
import { HomepotError, limits } from '../../kernel/index.ts';
import { findLiveTable } from '../../live/index.ts';

/** What the address says that somebody wants to follow. */
export interface AskedInterest {
  readonly topics: ReadonlySet<LiveTopic>;
  /** Names of tables. */
  readonly tables: ReadonlySet<string>;
  /** Of them only the rows of this device. */
  readonly deviceId: string | undefined;
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

/** Who follows a device would be told nothing of a table that knows no devices. */
function requireDevices(tables: ReadonlySet<string>): void {
  const without = [...tables].find((name) => findLiveTable(name)?.columns.device_id === undefined);
  if (without === undefined && tables.size > 0) return;
  throw new HomepotError('parameter_invalid', {
    path: 'query.device_id',
    message:
      without === undefined
        ? 'Name the tables whose rows are meant by `tables`'
        : `${without} has no device_id`,
  });
}

/** Reads `topics`, `tables` and `device_id`. Throws parameter_invalid or table_unknown. */
export function readInterest(query: {
  readonly topics?: readonly string[];
  readonly tables?: readonly string[];
  readonly device_id?: string;
}): AskedInterest {
  const topics = query.topics === undefined ? liveTopics : split(query.topics).map(readTopic);
  const tables = new Set(split(query.tables).map(readTable));
  if (tables.size > limits.liveTablesMax) {
    throw new HomepotError('parameter_invalid', {
      path: 'query.tables',
      message: `At most ${limits.liveTablesMax} tables`,
    });
  }
  if (query.device_id !== undefined) requireDevices(tables);
  return { topics: new Set(topics), tables, deviceId: query.device_id };
}
