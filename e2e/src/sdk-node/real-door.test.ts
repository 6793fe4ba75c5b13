import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Homepot, Problem } from '@homepot/sdk-node';
import { createHomepot } from '@homepot/sdk-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { House } from '../house.ts';
import { startHouse } from '../house.ts';

type Row = Readonly<Record<string, unknown>>;

let house: House;
let key: string;
beforeAll(async () => {
  house = await startHouse({ ANALYTICS_ENABLED: 'false' });
  key = await house.createKey('ingest');
}, 60_000);
afterAll(() => house.close());

function open(url: string, credential: string): { homepot: Homepot; problems: Problem[] } {
  const problems: Problem[] = [];
  const onProblem = (problem: Problem) => problems.push(problem);
  return { homepot: createHomepot({ url, key: credential, onProblem }), problems };
}

async function readErrors(code: string, count: number): Promise<readonly Row[]> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await house.ask(`/api/v1/analytics/errors?error_code=${code}`);
    const { data } = answer.body as { data: readonly Row[] };
    if (data.length >= count) return data;
    await pause(50);
  }
  return [];
}

test('a key that may not send is told once, in the words of the house, and nothing is sent again', async () => {
  const { homepot, problems } = open(house.url, 'hp_ingest_unknown_0123456789');
  for (let i = 0; i < 3; i += 1) {
    homepot.captureError(new Error('x'));
    await homepot.flush();
  }
  expect(problems).toMatchObject([{ code: 'credential_invalid', status: 401 }]);
  expect(homepot.figures()).toMatchObject({ received: 3, rejected: 3, sent: 0, waiting: 0 });
  await homepot.close();
});

test('a record that the house refuses is told with its place; those beside it are stored', async () => {
  const { homepot, problems } = open(house.url, key);
  homepot.captureError(new Error('good'), { errorCode: 'REFUSED_BESIDE' });
  homepot.captureError(new Error('bad'), { severity: 'unheard' as 'error' });
  await homepot.flush();
  expect(problems).toMatchObject([{ code: 'value_unknown', path: 'records[1].severity' }]);
  expect(homepot.figures()).toMatchObject({ sent: 1, rejected: 1 });
  expect(await readErrors('REFUSED_BESIDE', 1)).toMatchObject([{ error_message: 'good' }]);
  await homepot.close();
});

/** Hands requests on to the house, and loses the first answers on the way back. */
async function startLosing(losses: number) {
  let lost = 0;
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const { method, headers, url } = request;
    const onward = httpRequest(`${house.url}${url}`, { method, headers }, (answer) => {
      if (lost < losses) {
        lost += 1;
        answer.resume();
        answer.on('end', () => response.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  };
  const proxy = createServer(onRequest);
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      proxy.closeAllConnections();
      proxy.close();
    },
  };
}

test('answers that are lost on the way back double nothing', async () => {
  const proxy = await startLosing(2);
  const { homepot } = open(proxy.url, key);
  for (let i = 0; i < 50; i += 1) {
    homepot.captureError(new Error(`number ${i}`), { errorCode: 'ANSWER_LOST' });
  }
  expect(await homepot.flush()).toBe(true);
  expect(homepot.figures()).toMatchObject({ received: 50, duplicate: 50, sent: 0, waiting: 0 });
  const rows = await readErrors('ANSWER_LOST', 50);
  expect(new Set(rows.map((row) => row.error_message)).size).toBe(50);
  expect(rows).toHaveLength(50);
  await homepot.close();
  proxy.stop();
});
