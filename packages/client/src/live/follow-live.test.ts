import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createClient } from '../create-client.ts';

type Answer = (response: ServerResponse) => void;

let stop: () => void = () => undefined;
afterEach(() => stop());

/** A server that answers one request after the other so; notes where each wants to go on. */
async function startServer(answers: readonly Answer[]) {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers['last-event-id'] ?? ''}`);
    answers[asked.length - 1]?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = () => {
    server.close();
    server.closeAllConnections();
  };
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked };
}

const problem =
  (status: number, code: string, headers = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/problem+json', ...headers });
    response.end(JSON.stringify({ code, detail: code }));
  };

const stream =
  (text: string, ends: 'ends' | 'breaks' | 'stays'): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(text, () => {
      if (ends === 'ends') response.end();
      if (ends === 'breaks') response.destroy();
    });
  };

test('a connection that is lost, refused for now or ended goes on after the last message', async () => {
  const { url, asked } = await startServer([
    stream(
      'event: picture\nid: 3\ndata: {"at":"a"}\n\nevent: change\nid: 5\ndata: {"at":"b"}\n\n',
      'breaks',
    ),
    problem(503, 'overloaded'),
    stream('event: rows\ndata: {"table":"t"}\n\nevent: end\ndata: {"code":null}\n\n', 'ends'),
    stream('event: change\nid: 9\ndata: {"at":"c"}\n\n', 'stays'),
  ]);
  const ending = new AbortController();
  let away = 0;
  const options = {
    topics: ['metrics' as const],
    tables: ['t', 'u'],
    signal: ending.signal,
    onAway: () => {
      away += 1;
    },
  };
  const ids: (string | undefined)[] = [];
  for await (const { id } of createClient({ url }).live(options)) {
    ids.push(id);
    if (id === '9') ending.abort();
  }
  expect(ids).toEqual(['3', '5', undefined, '9']);
  const path = '/api/v1/live?topics=metrics&tables=t&tables=u';
  expect(asked).toEqual([`${path} `, `${path} 5`, `${path} 5`, `${path} 5`]);
  expect(away).toBe(2);
});

test('what will not pass is thrown', async () => {
  for (const [status, code] of [
    [401, 'credential_invalid'],
    [404, 'not_found'],
  ] as const) {
    const { url, asked } = await startServer([problem(status, code)]);
    await expect(createClient({ url }).live().next()).rejects.toMatchObject({ status, code });
    expect(asked).toHaveLength(1);
    stop();
  }
});
