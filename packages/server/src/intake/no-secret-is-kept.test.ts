import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { listTables, provenances, routes, telemetryTables } from '@homepot/catalogue';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followByEvents } from '../../test/follow-house.ts';
import { plainRecord, plantRecords } from '../../test/plant-records.ts';
import type { PlantedSecret } from '../../test/planted-secrets.ts';
import { createPlantedSecrets, innocent } from '../../test/planted-secrets.ts';
import type { TestHouse } from '../../test/test-house.ts';
import type { TestDevice } from './mqtt/test/device-client.ts';
import { connectDevice, sendReport } from './mqtt/test/device-client.ts';
import type { Ground } from './mqtt/test/open-ground.ts';
import { openGround } from './mqtt/test/open-ground.ts';
import { testReport } from './mqtt/test/test-report.ts';

/*
 * A thousand secrets of every kind are sent through every door, and then looked for in everything
 * that the house writes and says.
 */

const secrets = createPlantedSecrets(20_251_212, 1_000);

let ground: Ground;
let house: TestHouse;
let device: TestDevice;
let logged = '';
let heard = '';

type Send = (some: readonly PlantedSecret[]) => Promise<void>;

async function post(path: string, body: string, type: string, credential = house.adminKey) {
  const answer = await fetch(`${house.url}/api/v1${path}`, {
    method: 'POST',
    headers: {
      'content-type': type,
      ...(credential === '' ? {} : { authorization: `Bearer ${credential}` }),
    },
    body,
  });
  const text = await answer.text();
  expect(answer.status, `${path}: ${text.slice(0, 500)}`).toBeLessThan(300);
  return JSON.parse(text === '' ? '{}' : text);
}

/** Sends secrets to every table in turn, as bodies that `write` makes of the records. */
const toEveryTable =
  (type: string, write: (records: readonly object[]) => string): Send =>
  async (some) => {
    const share = Math.ceil(some.length / telemetryTables.length);
    for (const [i, table] of telemetryTables.entries()) {
      const records = plantRecords(table, some.slice(i * share, (i + 1) * share));
      if (records.length === 0) continue;
      const answer = await post(`/ingest/${table.name}?historical=true`, write(records), type);
      expect(answer.rejected ?? [], table.name).toEqual([]);
    }
  };

function asColumns(records: readonly Readonly<Record<string, unknown>>[]): string {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const columns = names.map((name) => [name, records.map((record) => record[name] ?? null)]);
  return JSON.stringify({ columns: Object.fromEntries(columns) });
}

/** A report of the device with a secret in the places where it may say something. */
function plantReport({ text, isForm }: PlantedSecret): object {
  const short = isForm && text.length <= 50 ? text : undefined;
  return testReport({
    status: 'unhealthy',
    error: { message: `Payment failed: ${text}`, ...(short && { code: short }) },
    ...(short && { config_version: short, device_info: { model: short, os: short } }),
  });
}

const oldError = { category: 'api', severity: 'error', timestamp: '2001-01-01T00:00:00Z' };

const doors: Readonly<Record<string, Send>> = {
  'HTTP, an array': toEveryTable('application/json', JSON.stringify),
  'HTTP, records': toEveryTable('application/json', (records) => JSON.stringify({ records })),
  'HTTP, columns': toEveryTable('application/json', (records) =>
    asColumns(records as readonly Readonly<Record<string, unknown>>[]),
  ),
  'HTTP, NDJSON': toEveryTable('application/x-ndjson', (records) =>
    records.map((record) => JSON.stringify(record)).join('\n'),
  ),
  'MQTT, reports': async (some) => {
    const client = await connectDevice(device);
    for (const secret of some) await sendReport(client, device, plantReport(secret));
    await client.endAsync();
  },
  'HTTP, reports': async (some) => {
    const path = `/devices/${device.deviceId}/health`;
    for (const secret of some) {
      const body = JSON.stringify(plantReport(secret));
      await post(path, body, 'application/json', device.credential);
    }
  },
  'errors of browsers that are not signed in': async (some) => {
    const errors = telemetryTables.filter(({ name }) => name === 'error_logs');
    for (const table of errors) {
      const records = plantRecords(table, some).map((record) => ({
        ...record,
        category: 'frontend',
      }));
      await post('/analytics/error', JSON.stringify(records), 'application/json', '');
    }
  },
  'pages with a key': async (some) => {
    const origin = 'https://shop.example';
    const { key } = await house.auth.apiKeys.create(
      { name: 'page', scope: 'browser', username: 'admin', allowed_origins: [origin] },
      { local: true },
    );
    const body = {
      batch_id: 'pages',
      activities: some.map(({ text, pair: [name, value] }) => ({
        activity_type: 'search',
        visitor_id: 'v',
        search_query: text,
        page_url: `https://shop.example/?${name}=${encodeURIComponent(value)}`.slice(0, 500),
        extra_data: { [name]: value },
      })),
      errors: some.map(({ text }) => ({
        severity: 'error',
        error_message: text,
        stack_trace: text,
      })),
    };
    const answer = await fetch(`${house.url}/api/v1/browser?key=${key}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', origin },
      body: JSON.stringify(body),
    });
    expect(answer.status, await answer.text()).toBe(200);
  },
  'calls of tools': async (some) => {
    const [table] = telemetryTables.filter(({ name }) => name === 'tool_usage_logs');
    if (table === undefined) throw new Error('no table of tools');
    const records = some.map(({ text, pair: [key, value] }, i) => ({
      ...plainRecord(table),
      parameters: { query: text, auth: { [key]: value }, headers: [{ name: key, value }] },
      response_data: { content: [{ type: 'text', text: JSON.stringify({ [key]: value }) }] },
      ...(i % 2 === 0 ? { error_message: `tool failed: ${text}` } : {}),
    }));
    await post('/analytics/tool-usage', JSON.stringify(records), 'application/json');
  },
  OTLP: async (some) => {
    const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
    const attributesOf = ({ text, pair: [key, value] }: PlantedSecret) => [
      attribute(key, value),
      attribute('exception.message', text),
      attribute('exception.stacktrace', `Error: ${text}\n    at pay (/srv/app.js:1:1)`),
      attribute('url.full', `https://shop.example/?${key}=${encodeURIComponent(value)}`),
      { key: 'http.request.header.x', value: { arrayValue: { values: [{ stringValue: text }] } } },
    ];
    const timeUnixNano = String(BigInt(Date.now()) * 1_000_000n);
    const logRecords = some.map((secret) => ({
      timeUnixNano,
      severityNumber: 17,
      body: { stringValue: `failed: ${secret.text}` },
      attributes: attributesOf(secret),
    }));
    const spans = some.map((secret, i) => ({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: i.toString(16).padStart(16, 'a'),
      name: 'GET /pay',
      kind: i % 2 === 0 ? 2 : 1,
      startTimeUnixNano: timeUnixNano,
      endTimeUnixNano: timeUnixNano,
      attributes: [attribute('http.request.method', 'GET'), ...attributesOf(secret)],
      events: [{ name: 'exception', timeUnixNano, attributes: attributesOf(secret) }],
      status: { code: 2, message: secret.text },
    }));
    const dataPoints = some.map((secret) => ({
      timeUnixNano,
      asDouble: 1,
      attributes: attributesOf(secret),
    }));
    const metrics = [{ name: 'queue', gauge: { dataPoints } }];
    const bodies = {
      logs: { resourceLogs: [{ scopeLogs: [{ logRecords }] }] },
      traces: { resourceSpans: [{ scopeSpans: [{ spans }] }] },
      metrics: { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] },
    };
    for (const [name, body] of Object.entries(bodies)) {
      const answer = await fetch(`${house.url}/v1/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': house.adminKey },
        body: JSON.stringify(body),
      });
      expect(answer.status, await answer.text()).toBe(200);
    }
  },
  'records that are kept aside': async (some) => {
    const records = some.map(({ text, pair: [key, value] }) => ({
      ...oldError,
      error_message: text,
      context: { [key]: value },
    }));
    const answer = await post('/ingest/error_logs', JSON.stringify(records), 'application/json');
    expect(answer.quarantined).toBe(some.length);
  },
  'records that are refused': async (some) => {
    for (const { text, pair } of some) {
      const [key, value] = pair;
      const record = { category: text, severity: text, [key]: value, error_message: { text } };
      const answer = await fetch(`${house.url}/api/v1/ingest/error_logs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': house.adminKey },
        body: JSON.stringify([record]),
      });
      expect(answer.status).toBe(422);
      await answer.text();
    }
  },
  'the own log of requests': async (some) => {
    for (const [i, secret] of some.entries()) {
      const [key, value] = secret.pair;
      const query = `${encodeURIComponent(key)}=${encodeURIComponent(value)}`;
      const form = secret.isForm ? encodeURIComponent(secret.text).slice(0, 250) : 'x';
      const paths = [
        `/api/v1/sites?${query}`,
        `/api/v1/sites/${form}`,
        `/nowhere/${form}?${query}`,
      ];
      const agent =
        secret.isForm && /^[\x20-\x7e]{1,200}$/.test(secret.text) ? secret.text : 'test';
      const headers = { 'x-api-key': house.adminKey, 'user-agent': agent };
      await (await fetch(`${house.url}${paths[i % paths.length]}`, { headers })).text();
    }
  },
  'passwords of people who mistype': async (some) => {
    // A few: each is hashed for long.
    for (const { needle } of some.slice(0, 8)) {
      await fetch(`${house.url}/api/v1/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'admin', password: needle }),
      });
    }
  },
  'credentials that are not good': async (some) => {
    for (const { needle } of some) {
      const headers = { authorization: `Bearer ${needle}` };
      await fetch(`${house.url}/api/v1/sites`, { headers }).catch(() => undefined);
    }
  },
};

beforeAll(async () => {
  const stream = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  });
  ground = await openGround({
    log: pino({ level: 'trace' }, stream),
    settings: { ANONYMOUS_ERRORS_PER_MINUTE: '100000', LOGIN_LIMIT_PER_MINUTE: '100000' },
  });
  house = ground.house;
  device = await ground.createDevice('pos-1');
  const tables = telemetryTables.map(({ name }) => name).join(',');
  const headers = { authorization: `Bearer ${house.adminKey}` };
  const follower = await followByEvents(house, headers, `?tables=${tables}`);
  const share = Math.ceil(secrets.length / Object.keys(doors).length);
  for (const [i, send] of Object.values(doors).entries()) {
    // Each kind of secret comes through each door.
    await send(secrets.slice(i * share, (i + 1) * share));
  }
  await house.drained();
  // The own log of requests, and what the house tells of itself, follow a moment later.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await house.drained();
  heard = JSON.stringify(follower.messages);
  await follower.stop();
}, 120_000);
afterAll(() => ground.close());

/** The secrets that a text holds, by kind. */
const foundIn = (text: string): readonly string[] =>
  secrets
    .filter(({ needle }) => text.includes(needle))
    .map(({ kind, needle }) => {
      const at = text.indexOf(needle);
      return `${kind}: ${text.slice(Math.max(0, at - 120), at + needle.length + 20)}`;
    });

async function readTable(name: string): Promise<string> {
  const columns = await house.database.query<{ column_name: string; data_type: string }>(
    `SELECT column_name, data_type FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name = $1`,
    [name],
  );
  const texts = columns.map(({ column_name, data_type }) =>
    data_type === 'bytea' ? `encode("${column_name}", 'escape')` : `"${column_name}"::text`,
  );
  const rows = await house.database.query<{ text: string }>(
    `SELECT concat_ws(' ', ${texts.join(', ')}) AS text FROM "${name}"`,
  );
  return rows.map(({ text }) => text).join('\n');
}

async function readFolder(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile() && !entry.parentPath.endsWith('secrets'));
  const contents = files.map(async ({ parentPath, name }) => {
    const bytes = await readFile(join(parentPath, name));
    // Files are made longer than what is in them.
    const end = bytes.findLastIndex((byte) => byte !== 0);
    return bytes.toString('latin1', 0, end + 1);
  });
  return (await Promise.all(contents)).join('\n');
}

describe('no secret is found', () => {
  test('in any column of any table', async () => {
    const tables = await house.database.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables
       WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`,
    );
    expect(tables.length).toBeGreaterThan(40);
    let all = '';
    for (const { name } of tables) {
      const text = await readTable(name);
      expect(foundIn(text), name).toEqual([]);
      all += text;
    }
    // They did arrive, and something stands in their places.
    expect(all.match(/\[redacted:/g)?.length).toBeGreaterThan(secrets.length);
    for (const table of telemetryTables) {
      const [row] = await house.database.query<{ count: number }>(
        `SELECT count(*) AS count FROM ${table.name}`,
      );
      expect(row?.count, table.name).toBeGreaterThan(20);
    }
  });

  test('in the spool and the other files of the house', async () => {
    const files = await readFolder(house.dataFolder);
    expect(files).toContain('[redacted:');
    expect(foundIn(files)).toEqual([]);
  });

  test('in the log', () => {
    expect(logged).not.toBe('');
    expect(foundIn(logged)).toEqual([]);
  });

  test('in the numbers of the server', async () => {
    const text = await (await fetch(`${house.url}/metrics`)).text();
    expect(text).toContain('homepot_records_received_total');
    expect(foundIn(text)).toEqual([]);
  });

  test('in what was told live', () => {
    expect(heard).toContain('[redacted:');
    expect(foundIn(heard)).toEqual([]);
  });

  const lists = routes.filter(
    ({ method, path, endless, callers }) =>
      method === 'GET' && !path.includes('{') && endless !== true && callers.includes('admin-key'),
  );
  test.each(lists.map(({ path }) => path))('in the answer of %s', async (path) => {
    const headers = { 'x-api-key': house.adminKey };
    const text = await (await fetch(`${house.url}${path}?limit=1000`, { headers })).text();
    expect(foundIn(text)).toEqual([]);
    expect(lists.map(({ operation }) => operation)).toContain(listTables.operation);
  });
});

test('what is innocent is kept as it was', async () => {
  const records = innocent.map((error_message) => ({
    category: 'api',
    severity: 'info',
    error_message,
    context: { note: error_message, list: [error_message] },
  }));
  await post('/ingest/error_logs', JSON.stringify(records), 'application/json');
  await house.drained();
  const rows = await house.database.query<{ error_message: string; context: object }>(
    `SELECT error_message, context FROM error_logs WHERE severity = 'info' AND context ? 'note'`,
  );
  expect(rows.map(({ error_message }) => error_message).toSorted()).toEqual(innocent.toSorted());
  for (const { error_message, context } of rows) {
    expect(context).toEqual({ note: error_message, list: [error_message] });
  }
});

/** What an administrator downloads of a data set of everything that was sent. */
async function readDataSet(): Promise<{ readonly rows: number; readonly text: string }> {
  const headers = { authorization: `Bearer ${house.adminKey}` };
  const get = (path: string) => fetch(`${house.url}/api/v1/exports/${path}`, { headers });
  const from = '2025-01-01';
  const tables = telemetryTables.map(({ name }) => name);
  // A data set leaves out what has only just arrived.
  for (const name of tables) {
    await house.database.query(
      `UPDATE ${name} SET received_at = received_at - interval '10 minutes'`,
    );
  }
  const { export_id: id } = await post(
    '/exports',
    JSON.stringify({ tables, from, format: 'ndjson', provenance: provenances, k: 1 }),
    'application/json',
  );
  const show = async () => (await get(id)).json();
  await expect.poll(async () => (await show()).status, { timeout: 60_000 }).toBe('completed');
  const { data } = await (await get(`${id}/files`)).json();
  const texts = data.map(async ({ number }: { number: number }) =>
    (await get(`${id}/files/${number}`)).text(),
  );
  return { rows: (await show()).rows, text: (await Promise.all(texts)).join('\n') };
}

test('no secret is found in a data set', async () => {
  const { rows, text } = await readDataSet();
  expect(rows).toBeGreaterThan(50);
  expect(text).toContain('status_code');
  expect(foundIn(text)).toEqual([]);
}, 90_000);
