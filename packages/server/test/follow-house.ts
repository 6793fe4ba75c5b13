import type { IncomingMessage } from 'node:http';
import { get } from 'node:http';
import { json } from 'node:stream/consumers';
import type { LiveMessage } from '@homepot/catalogue';
import { WebSocket } from 'ws';

/** Somebody who follows a house, in a test. */
export interface TestFollower {
  /** All that came so far. */
  readonly messages: readonly LiveMessage[];
  /** The id of the last message that had one. */
  lastId(): string | undefined;
  /** Waits for a message that fits, those that came included. */
  find(fits: (message: LiveMessage) => boolean): Promise<LiveMessage>;
  /** Resolves when the other side closed: of a WebSocket with its code and reason. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  /** Closes, and waits until it is. */
  stop(): Promise<void>;
}

interface Inbox extends Pick<TestFollower, 'messages' | 'lastId' | 'find'> {
  add(message: LiveMessage): void;
}

function createInbox(): Inbox {
  const messages: LiveMessage[] = [];
  const waiting = new Set<() => void>();
  return {
    messages,
    add(message) {
      messages.push(message);
      for (const look of waiting) look();
    },
    lastId: () => messages.findLast(({ id }) => id !== undefined)?.id,
    find: (fits) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = messages.find(fits);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

function readMessage(block: string): LiveMessage | undefined {
  const fields = new Map(
    block.split('\n').map((line) => {
      const [name = '', ...value] = line.split(': ');
      return [name, value.join(': ')];
    }),
  );
  const data = fields.get('data');
  if (data === undefined) return undefined;
  const id = fields.get('id');
  const event = fields.get('event');
  return { event, ...(id === undefined ? {} : { id }), data: JSON.parse(data) } as LiveMessage;
}

/** Reads until the other side, or this one, ends. */
async function readAll(answer: IncomingMessage, inbox: Inbox): Promise<void> {
  let text = '';
  answer.setEncoding('utf8');
  for await (const piece of answer) {
    const blocks = (text + piece).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const message = readMessage(block);
      if (message !== undefined) inbox.add(message);
    }
  }
}

/** Follows over server-sent events. Throws the body of an answer that is no stream. */
export async function followByEvents(
  house: { readonly url: string },
  headers: Readonly<Record<string, string>>,
  query = '',
): Promise<TestFollower> {
  // A connection of its own: one that a pool keeps open would hold up the stop of the house.
  const request = get(`${house.url}/api/v1/live${query}`, { headers, agent: false });
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
  });
  if (answer.statusCode !== 200) throw await json(answer);
  const inbox = createInbox();
  const closed = readAll(answer, inbox)
    .catch(() => undefined)
    .then(() => ({ code: 0, reason: '' }));
  return {
    ...inbox,
    closed,
    async stop() {
      request.destroy();
      await closed;
    },
  };
}

/** Follows over a WebSocket, once the handshake is taken. */
export async function followBySocket(
  house: { readonly url: string },
  headers: Readonly<Record<string, string>>,
  query = '',
): Promise<TestFollower> {
  const address = `${house.url.replace('http', 'ws')}/analytics-stream${query}`;
  const socket = new WebSocket(address, { headers });
  const inbox = createInbox();
  socket.on('message', (data) => inbox.add(JSON.parse(String(data))));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return {
    ...inbox,
    closed,
    async stop() {
      socket.close();
      await closed;
    },
  };
}
