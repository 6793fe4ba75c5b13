import type { LiveMessage } from '@homepot/catalogue';
import { expect, test } from 'vitest';
import { CallError } from '../../resources/call-error.ts';
import type { FollowOptions } from '../follow.ts';
import { createHub } from './create-hub.ts';
import type { News, Wish } from './words.ts';

/** A server of which the test says what it tells. */
function createServer() {
  const connections: { readonly options: FollowOptions; isOpen: boolean }[] = [];
  const hub = createHub((options) => {
    const connection = { options, isOpen: true };
    connections.push(connection);
    return () => {
      connection.isOpen = false;
    };
  });
  const last = (): FollowOptions => connections.at(-1)?.options ?? expect.fail('no connection');
  const window = (over: Partial<Wish> = {}) => {
    const heard: News[] = [];
    const wish: Wish = {
      topics: undefined,
      tables: undefined,
      deviceId: undefined,
      credential: 'ada',
      headers: {},
      lastEventId: undefined,
      ...over,
    };
    return { heard, leave: hub.join(wish, (news) => heard.push(news)) };
  };
  return {
    connections,
    last,
    window,
    open: () => connections.filter((each) => each.isOpen).length,
  };
}

const picture = (id: string, open: number): LiveMessage => ({
  event: 'picture',
  id,
  data: { at: 'then', reset: false, alerts: { open } },
});
const change = (id: string, open: number): LiveMessage => ({
  event: 'change',
  id,
  data: { at: 'later', alerts: { open } },
});
const messages = (heard: readonly News[]): unknown[] =>
  heard.flatMap((news) => (news.kind === 'message' ? [news.message] : []));

test('seven windows have one connection, and each is told everything', () => {
  const server = createServer();
  const windows = Array.from({ length: 7 }, () => server.window());
  server.last().onOpen?.();
  server.last().onMessage(picture('1', 0));
  server.last().onMessage(change('2', 3));
  expect(server.connections).toHaveLength(1);
  for (const { heard } of windows) {
    expect(messages(heard)).toEqual([picture('1', 0), change('2', 3)]);
  }
});

test('whichever window goes, the others go on; the last closes the connection', () => {
  const server = createServer();
  const [first, second] = [server.window(), server.window()];
  server.last().onMessage(picture('1', 0));
  first.leave();
  server.last().onMessage(change('2', 1));
  expect(messages(second.heard)).toEqual([picture('1', 0), change('2', 1)]);
  expect([server.connections.length, server.open()]).toEqual([1, 1]);
  second.leave();
  expect(server.open()).toBe(0);
});

test('who joins later gets the picture as it is by now', () => {
  const server = createServer();
  server.window();
  server.last().onOpen?.();
  server.last().onMessage(picture('1', 0));
  server.last().onMessage(change('2', 3));
  const late = server.window();
  expect(late.heard.map(({ kind }) => kind)).toEqual(['joined', 'open', 'message']);
  expect(messages(late.heard)).toEqual([
    { event: 'picture', id: '2', data: { at: 'later', reset: true, alerts: { open: 3 } } },
  ]);
  expect(messages(server.window({ lastEventId: '2' }).heard)).toEqual([]);
});

test('after all were away, the connection goes on from the last message, whoever comes first', () => {
  const server = createServer();
  const one = server.window();
  server.last().onMessage(picture('1', 0));
  one.leave();
  const back = server.window({ lastEventId: '1' });
  expect(server.last().lastEventId).toBe('1');
  expect(messages(back.heard)).toEqual([]);
  const other = server.window({ lastEventId: '0' });
  expect(messages(other.heard)).toMatchObject([{ event: 'picture', id: '1' }]);
});

test('a window whose last message the worker does not know begins with a whole picture', () => {
  const server = createServer();
  server.window({ lastEventId: '7' });
  expect(server.last().lastEventId).toBeUndefined();
});

test('windows of other people, topics, tables or devices share nothing', () => {
  const server = createServer();
  server.window();
  server.last().onMessage(picture('1', 0));
  for (const over of [
    { credential: 'eve' },
    { topics: ['metrics'] as const },
    { tables: ['errors'] },
    { tables: ['errors'], deviceId: 'pos-1' },
  ]) {
    expect(messages(server.window(over).heard)).toEqual([]);
  }
  expect(server.open()).toBe(5);
});

test('a refusal is told to all, and who asks again is asked for again', () => {
  const server = createServer();
  const windows = [server.window(), server.window()];
  const detail = 'Sign in';
  server.last().onRefused?.(new CallError({ code: 'not_signed_in', status: 401, detail }));
  for (const { heard } of windows) {
    expect(heard.at(-1)).toMatchObject({ kind: 'refused', problem: { status: 401, detail } });
  }
  server.window();
  expect(server.connections).toHaveLength(2);
});

test('what is remembered of streams that nobody follows is bounded', () => {
  const server = createServer();
  for (let i = 0; i < 20; i += 1) {
    const one = server.window({ deviceId: `pos-${i}` });
    server.last().onMessage(picture(String(i), i));
    one.leave();
  }
  server.window({ deviceId: 'pos-0' });
  expect(server.last().lastEventId).toBeUndefined();
  server.window({ deviceId: 'pos-19' });
  expect(server.last().lastEventId).toBe('19');
});
