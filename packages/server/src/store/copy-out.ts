import type { ClientBase } from 'pg';
import { to } from 'pg-copy-streams';

/** A COPY … TO STDOUT that is being read. */
export interface CopyOut {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Whether it was begun and not read to its end: then nothing more can be asked of the connection. */
  isUnread(): boolean;
}

/** Begins the COPY when its first chunk is asked for; goes on as fast as chunks are taken. */
export function copyOut(client: ClientBase, statement: string): CopyOut {
  let unread = false;
  async function* read(): AsyncGenerator<Uint8Array> {
    unread = true;
    yield* client.query(to(statement)) as AsyncIterable<Uint8Array>;
    unread = false;
  }
  return { chunks: read(), isUnread: () => unread };
}
