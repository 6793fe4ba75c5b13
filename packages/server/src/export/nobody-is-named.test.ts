import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Column, Table } from '@homepot/catalogue';
import { exportTables } from '@homepot/catalogue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExportGround } from './test/export-ground.ts';
import { enterDevices, openExportGround } from './test/export-ground.ts';
import { askDuckdb } from './test/read-export.ts';
import { openRowFile } from './write/row-file.ts';

/*
 * People are planted wherever anything can stand: as who did it, in addresses, texts, JSON, ids of
 * sessions, devices and jobs, in capitals, encoded for addresses, as parts of words. Then every file is
 * searched for all of them, by a search that shares nothing with the exports.
 */

let ground: ExportGround;

const accounts = [
  { username: 'ada.lovelace', email: 'ada.lovelace@example.com' },
  { username: 'zbigniew', email: 'z.brzezinski@shop.example' },
];
const sessions = ['sess-Q7w8E9r0T1', '7d0f6c1e-58a7-4a5e-9d8b-0a1b2c3d4e5f'];
const others = [
  'employee-40711',
  'page:grace-hopper',
  'visitor:5f2d8c6a-1111-4222-8333-944455556666',
];
const networks = ['203.0.113.77', '2001:db8:77::42'];
const unknownEmail = 'somebody.unknown@mail.example';
const telephone = '+44 7700 900123';
const cardNumber = '4111111111111111';

/** What nobody may find, in small letters. */
const planted = [
  ...accounts.flatMap(({ username, email }) => [username, email]),
  ...sessions,
  ...others,
  'grace-hopper',
  ...networks,
  unknownEmail,
  '7700 900123',
  cardNumber,
].map((text) => text.toLowerCase());

const everybody = [...accounts.map(({ username }) => username), ...others];
const loud = (text: string) => text.toUpperCase();

/** Ways in which somebody stands in a text. */
const spellings: readonly ((who: string) => string)[] = [
  (who) => who,
  loud,
  (who) => encodeURIComponent(who),
  (who) => encodeURIComponent(encodeURIComponent(who)),
  (who) => `x_${who}_y`,
  (who) => `/people/${who}/orders?q=${who}#${who}`,
  (who) => `https://${who.replaceAll(/[^a-z0-9]/gi, '')}:secret@shop.example/u/${who}`,
];

const jsonOf = (who: string) => ({
  user: who,
  [who]: 1,
  list: [{ who }],
  phone: 447_700_900_123,
  contact: { email: unknownEmail, telephone },
});

/** A person and how they are spelled, the n-th of all. */
interface Plant {
  readonly who: string;
  readonly text: string;
  readonly n: number;
}

const pick = <One>(list: readonly One[], n: number): One | undefined => list[n % list.length];

/** What stands in a column; undefined where nothing is planted. */
function plantInto(name: string, column: Column, { text, n }: Plant): unknown {
  const { type, privacy, values, lengthMax, identity, origin } = column;
  if (identity === true || values !== undefined || origin === 'server') return undefined;
  if (type === 'jsonb') return jsonOf(text);
  if (type === 'inet') return pick(networks, n);
  if (type !== 'varchar' && type !== 'text') return undefined;
  if (privacy === 'person') return pick(everybody, n);
  if (name === 'session_id') return pick(sessions, n);
  // A word of a person cut in half names nobody.
  return text.length > (lengthMax ?? 5_000) ? 'plain' : text;
}

/** A row for each person and spelling, with them in every column that takes text. */
function plantRows(table: Table): Record<string, unknown>[] {
  const everyone = [...everybody, ...sessions, ...accounts.map(({ email }) => email), unknownEmail];
  const plants = everyone.flatMap((who) => spellings.map((spell) => ({ who, text: spell(who) })));
  return plants.map(({ who, text }, n) => {
    const row = Object.entries(table.columns).map(([name, column]) => [
      name,
      plantInto(name, column, { who, text, n }),
    ]);
    return {
      ...Object.fromEntries(row.filter(([, value]) => value !== undefined)),
      timestamp: new Date(Date.UTC(2026, 0, 19, 8) + n * 1_000).toISOString(),
      ...('search_query' in table.columns
        ? { search_query: `${who} ${telephone} ${cardNumber}` }
        : {}),
    };
  });
}

beforeAll(async () => {
  ground = await openExportGround();
  for (const { username, email } of accounts) {
    await ground.database.query('INSERT INTO users (username, email) VALUES ($1, $2)', [
      username,
      email,
    ]);
  }
  await enterDevices(ground, 'site-of-zbigniew', ['till-of-ada.lovelace', 'pos-1']);
  await ground.store('health_checks', [
    { timestamp: '2026-01-19T08:10:00Z', device_id: 'till-of-ada.lovelace' },
    { timestamp: '2026-01-19T08:20:00Z', device_id: 'pos-1' },
  ]);
  await ground.store('device_state_history', [
    { timestamp: '2026-01-19T08:11:00Z', device_id: 'pos-1', new_state: 'taken by zbigniew' },
  ]);
  for (const table of exportTables) await ground.store(table.name, plantRows(table));
});
afterAll(() => ground.remove());

/** Every text of every file, as an engine of others reads it, and every file as it is on the disk. */
async function readEverything(id: string, format: 'parquet' | 'csv' | 'ndjson') {
  const texts: string[] = [];
  const entries = await readdir(ground.pathOf(id), { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    texts.push((await readFile(join(entry.parentPath, entry.name))).toString('latin1'));
  }
  for (const folder of [...exportTables.map(({ name }) => name), 'features']) {
    const rows = await askDuckdb('SELECT * FROM FILES', ground.pathOf(id, folder), format);
    expect([folder, rows.length]).not.toEqual([folder, 0]);
    texts.push(rows.map(({ filename: _, ...row }) => JSON.stringify(row)).join('\n'));
  }
  return texts;
}

/** All of it in small letters, and once more with what addresses encode decoded. */
const variantsOf = (text: string): string[] => {
  const decode = (given: string) =>
    given.replaceAll(/(?:%[0-9a-f]{2})+/gi, (bytes) => {
      try {
        return decodeURIComponent(bytes);
      } catch {
        return bytes;
      }
    });
  const once = decode(text);
  return [text, once, decode(once)].map((one) => one.toLowerCase());
};

test.each(['parquet', 'csv', 'ndjson'] as const)(
  'in %s nobody is found by whoever knows everybody',
  async (format) => {
    const id = await ground.make({
      tables: exportTables.map(({ name }) => name),
      from: '2026-01-19',
      to: '2026-01-19',
      format,
      features: true,
      k: 1,
      treatments: {
        error_logs: { context: 'numbers', stack_trace: 'fingerprint' },
        user_activities: { search_query: 'length', extra_data: 'present' },
        tool_usage_logs: { parameters: 'numbers', response_data: 'fingerprint' },
      },
    });
    for (const text of await readEverything(id, format)) {
      for (const variant of variantsOf(text)) {
        expect(planted.filter((who) => variant.includes(who))).toEqual([]);
      }
    }
  },
);

test.each([
  ['the name of somebody who is known', 'locked by Zbigniew'],
  ['the address of somebody whom nobody knows', 'locked by new.hire@elsewhere.example'],
])('%s that leaks withholds the export, and the message does not repeat it', async (_, leak) => {
  const { export_id: id } = await ground.exports.create(
    { tables: ['device_state_history'], from: '2026-01-19', to: '2026-01-19', k: 1 },
    { local: true },
  );
  const spoiled = ground.open({
    storage: {
      ...ground.deps.storage,
      // What reads the file for the last look finds another one than was written.
      read: (key, bytes) => ground.deps.storage.read(key.replace(id, 'spoiled'), bytes),
      async write(key, source) {
        const written = await ground.deps.storage.write(key, source);
        return key.endsWith('.parquet') ? spoil(key, leak) : written;
      },
    },
  });
  await spoiled.settle();
  const { status, error_code, error_message } = await ground.exports.read(id);
  expect({ status, error_code }).toEqual({ status: 'failed', error_code: 'export_leak' });
  expect(error_message).toContain('new_state in device_state_history/');
  expect(error_message).not.toContain(leak);
  await expect(ground.exports.openFile(id, 1)).rejects.toMatchObject({
    code: 'export_not_in_state',
  });
});

/** Puts a file with a name in it in the place of another, as a mistake in a treatment would. */
async function spoil(key: string, leak: string) {
  const columns = ['device_id', 'site_id', 'previous_state', 'new_state'].map((name) => ({
    name,
    type: 'varchar' as const,
    nullable: true,
  }));
  const file = openRowFile({
    storage: ground.deps.storage,
    key: key.replace(/^[^/]+/, 'spoiled'),
    format: 'parquet',
    columns,
    metadata: {},
  });
  await file.append([['pos-1', 'site', null, leak]]);
  return file.finish();
}
