import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { createClient } from '@homepot/client';
import { afterEach, expect, test } from 'vitest';
import type { Cut } from './cut-batches.ts';
import { cutBatches } from './cut-batches.ts';
import { importLimits } from './import-limits.ts';
import type { ImportRecord } from './import-record.ts';
import { createSummary } from './import-summary.ts';
import { sendImport } from './send-import.ts';

/** What the loopback server is told to do with the nth batch; it stores by batch id. */
type Fate = (n: number, texts: readonly string[]) => { status: number; body: object } | undefined;

let close: (() => Promise<unknown>) | undefined;
afterEach(() => close?.());

async function startServer(fate: Fate = () => undefined) {
  const stored = new Map<string, readonly string[]>();
  const figures = { inFlight: 0, inFlightMax: 0, requests: 0 };
  const server = createServer(async (request, response) => {
    figures.requests += 1;
    figures.inFlight += 1;
    figures.inFlightMax = Math.max(figures.inFlightMax, figures.inFlight);
    const n = figures.requests;
    const texts = gunzipSync(await buffer(request))
      .toString()
      .split('\n');
    await new Promise((resolve) => setTimeout(resolve, 5));
    const id = String(request.headers['idempotency-key']);
    const known = stored.has(id);
    const counts = { accepted: known ? 0 : texts.length, duplicate: known ? texts.length : 0 };
    const { status, body } = fate(n, texts) ?? {
      status: 200,
      body: { batch_id: id, filtered: 0, quarantined: 0, rejected: [], ...counts },
    };
    if (status === 200) stored.set(id, texts);
    figures.inFlight -= 1;
    response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '0' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => new Promise((resolve) => server.close(resolve));
  const client = createClient({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  return { client, stored, figures };
}

async function* records(count: number): AsyncGenerator<ImportRecord> {
  for (let i = 0; i < count; i += 1) yield { line: i + 1, json: `{"n":${i}}` };
}

const cuts = (count: number): AsyncGenerator<Cut> =>
  cutBatches(records(count), { file: 'f.ndjson', table: 'device_metrics', historical: false });

const options = (stop = new AbortController().signal) => ({
  table: 'device_metrics',
  historical: false,
  stop,
  onProgress: () => undefined,
});

test('every record arrives once, and no more batches are on their way than allowed', async () => {
  const { client, stored, figures } = await startServer();
  const summary = createSummary();
  await sendImport(client, cuts(20_500), summary, options());
  expect(summary).toMatchObject({ records: 20_500, batches: 21, accepted: 20_500, rejected: 0 });
  expect(new Set([...stored.values()].flat()).size).toBe(20_500);
  expect(figures.inFlightMax).toBe(importLimits.batchesInFlightMax);
});

test('an import that was stopped finishes what is on its way; run again, it stores the rest once', async () => {
  const { client, stored, figures } = await startServer();
  const ending = new AbortController();
  const first = createSummary();
  const stopping = { ...options(ending.signal), onProgress: () => ending.abort() };
  await sendImport(client, cuts(20_500), first, stopping);
  expect(first.batches).toBe(figures.requests);
  expect(first.batches).toBeLessThan(10);
  const second = createSummary();
  await sendImport(client, cuts(20_500), second, options());
  expect(second.duplicate).toBe(first.accepted);
  expect(second.accepted + first.accepted).toBe(20_500);
  expect([...stored.values()].flat()).toHaveLength(20_500);
});

test('rejected records are told with their lines; the rest goes on', async () => {
  const rejected = [{ index: 2, code: 'type_wrong', path: 'n', message: 'm' }];
  const counts = { batch_id: 'x', accepted: 998, filtered: 0, duplicate: 0, quarantined: 1 };
  const { client } = await startServer((n) =>
    n === 1 ? { status: 200, body: { ...counts, rejected } } : undefined,
  );
  const summary = createSummary();
  await sendImport(client, cuts(2_000), summary, options());
  expect(summary).toMatchObject({ records: 2_000, accepted: 1_998, quarantined: 1, rejected: 1 });
  expect(summary.rejectedLines[0]).toMatchObject({
    file: 'f.ndjson',
    code: 'type_wrong',
    path: 'n',
  });
  expect((summary.rejectedLines[0]?.line ?? 0) % 1_000).toBe(3);
});

test('a batch without one good record is counted as rejected, and the next is sent', async () => {
  const { client } = await startServer((_, texts) =>
    texts[0] === '{"n":0}'
      ? { status: 422, body: { code: 'batch_invalid', detail: 'None.' } }
      : undefined,
  );
  const summary = createSummary();
  await sendImport(client, cuts(2_000), summary, options());
  expect(summary).toMatchObject({ records: 2_000, accepted: 1_000, rejected: 1_000 });
  expect(summary.rejectedLines).toEqual([
    { file: 'f.ndjson', line: 1, code: 'batch_invalid', path: '', message: 'None.' },
  ]);
});

test('what every batch would meet ends the import at once', async () => {
  const { client, figures } = await startServer(() => ({
    status: 403,
    body: { code: 'not_allowed', detail: 'No.' },
  }));
  const sent = sendImport(client, cuts(50_000), createSummary(), options());
  await expect(sent).rejects.toMatchObject({ code: 'not_allowed' });
  expect(figures.requests).toBeLessThanOrEqual(2 * importLimits.batchesInFlightMax);
});

test('a refusal for the moment is waited out', async () => {
  const { client, stored } = await startServer((n) =>
    n % 3 === 1 ? { status: 503, body: { code: 'overloaded', detail: 'Later.' } } : undefined,
  );
  const summary = createSummary();
  await sendImport(client, cuts(4_000), summary, options());
  expect(summary.accepted).toBe(4_000);
  expect([...stored.values()].flat()).toHaveLength(4_000);
});
