import { Client } from 'pg';

/** What is asked of databases by this process. */
export interface RecordedStatements {
  /** The texts, each once. */
  readonly texts: ReadonlySet<string>;
  stop(): void;
}

const textOf = (asked: unknown): string => {
  if (typeof asked === 'string') return asked;
  const { text } = asked as { text?: unknown };
  return typeof text === 'string' ? text : '';
};

/** Records the text of every statement from now on. */
export function recordStatements(): RecordedStatements {
  const texts = new Set<string>();
  const { query } = Client.prototype;
  const recorded = function (this: Client, ...given: unknown[]): unknown {
    texts.add(textOf(given[0]));
    return Reflect.apply(query, this, given);
  };
  Client.prototype.query = recorded as typeof query;
  return {
    texts,
    stop() {
      Client.prototype.query = query;
    },
  };
}
