import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from, to } from 'pg-copy-streams';
import { limits } from '../../kernel/index.ts';
import { sessionSettings } from '../database.ts';
import { typeParsers } from '../type-parsers.ts';

/** One connection that whole tables are copied over. Statements go one after the other. */
export interface TransferConnection {
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The answer of a COPY … TO STDOUT, in chunks, as fast as they are taken. */
  copyOut(statement: string): AsyncIterable<Uint8Array>;
  /** Feeds a COPY … FROM STDIN, no faster than it is stored; returns the rows. */
  copyIn(statement: string, source: AsyncIterable<Uint8Array>): Promise<number>;
  /** Between BEGIN and COMMIT; what it throws rolls back and is thrown on. */
  transaction<T>(run: () => Promise<T>): Promise<T>;
  /** Closes it, also in the middle of a statement, which is then as if it had never been. */
  close(): Promise<void>;
}

/** What a role or a server has set for people must not end a copy that takes hours. */
const patient = `SET statement_timeout = 0; SET lock_timeout = 0;
  SET idle_in_transaction_session_timeout = 0`;

async function rollBack(client: Client): Promise<void> {
  // A connection that is lost has rolled back already.
  await client.query('ROLLBACK').catch(() => undefined);
}

/** Connects. Throws what the connection throws. */
export async function openTransferConnection(
  connectionString: string,
): Promise<TransferConnection> {
  const client = new Client({
    connectionString,
    types: typeParsers,
    application_name: 'homepot-transfer',
    connectionTimeoutMillis: limits.databaseConnectMillisecondsMax,
    keepAlive: true,
  });
  // A lost connection fails the statement that is on its way, which tells it.
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`${sessionSettings}; ${patient}`);
  return {
    query: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await client.query(text, [...values])).rows as Row[],
    copyOut: (statement) => client.query(to(statement)),
    async copyIn(statement, source) {
      const stream = client.query(from(statement));
      await pipeline(source, stream);
      return stream.rowCount;
    },
    async transaction(run) {
      await client.query('BEGIN');
      try {
        const result = await run();
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await rollBack(client);
        throw error;
      }
    },
    close: () => client.end(),
  };
}
