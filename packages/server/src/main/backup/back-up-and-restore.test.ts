import { cp, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectHouse } from '../../../test/call-house.ts';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { createTestDevice } from '../../../test/test-device.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';
import { createLog, systemClock } from '../../kernel/index.ts';
import { createDataFolder } from '../data-folder.ts';
import { createFolderWriter } from './files/folder-writer.ts';
import { openBackup } from './files/open-backup.ts';
import { createTarWriter } from './files/tar-writer.ts';
import { requireHouseKey } from './house-key.ts';
import type { RestorePlace } from './restore-backup.ts';
import { restoreBackup } from './restore-backup.ts';
import { fillEveryTable } from './test/fill-every-table.ts';
import { quietProgress } from './test/quiet-progress.ts';
import { readTableDigests } from './test/table-digests.ts';
import { verifyBackup } from './verify-backup.ts';
import { readExcluded, writeBackup } from './write-backup.ts';

/** The key of the house is a file, as where SECRET_KEY is not set. */
const settings = { SECRET_KEY: '' };
/** What a restore itself changes: it rewinds the spools, gives up what was being archived, and tells the audit trail. */
const changedByRestore = new Set([
  'house.spool_checkpoints',
  'house.archive_parts',
  'house.audit_logs',
]);

let folder: string;
let house: TestHouse;
/** Of the house while it ran, and of the same house when it stood still. */
let running: string;
let file: string;
let numbers: unknown;
/** Where the backup was restored to. */
let filled: Place;
let digests: Awaited<ReturnType<typeof readTableDigests>>;
const undo: (() => Promise<unknown>)[] = [];

const dayMs = 86_400_000;
const today = Math.floor(Date.now() / dayMs) * dayMs;
const past = `start_date=${new Date(today - 5 * dayMs).toISOString()}&end_date=${new Date(today).toISOString()}`;
const paths = [
  'GET /sites',
  `GET /metrics/health?${past}`,
  `GET /metrics/job-outcomes?${past}`,
  `GET /metrics/error-trends?${past}`,
];

async function ask(asked: TestHouse): Promise<unknown> {
  const answers = [];
  for (const path of paths) answers.push(await expectHouse(asked, path, 200));
  return answers;
}

async function send(count: number, name: string): Promise<void> {
  const answer = await fetch(`${house.url}/api/v1/ingest/performance_metrics`, {
    method: 'POST',
    headers: { 'x-api-key': house.adminKey, 'content-type': 'application/json' },
    body: JSON.stringify(
      Array.from({ length: count }, (_, i) => ({ metric_name: name, metric_value: i })),
    ),
  });
  expect(answer.status, await answer.text()).toBe(200);
}

const countOf = async (asked: TestHouse, name: string): Promise<number | undefined> => {
  const [row] = await asked.database.query<{ count: number }>(
    'SELECT count(*) FROM performance_metrics WHERE metric_name = $1',
    [name],
  );
  return row?.count;
};

const subjectOf = async (excluded: readonly string[] = []) => ({
  connectionString: house.connectionString,
  dataFolder: house.dataFolder,
  key: await requireHouseKey(undefined, house.dataFolder),
  excluded: readExcluded(excluded),
  withKey: true,
});

interface Place {
  readonly database: TestDatabase;
  readonly place: RestorePlace;
}

async function createPlace(): Promise<Place> {
  const database = await createTestDatabase({ empty: true });
  const dataFolder = await mkdtemp(join(folder, 'place-'));
  await createDataFolder(dataFolder);
  undo.push(() => database.drop());
  const place = {
    dataFolder,
    secretKey: undefined,
    replace: false,
    withKey: true,
    stamp: 'test',
    clock: systemClock,
    log: createLog('silent'),
  };
  return { database, place };
}

async function restore(path: string, { database, place }: Place, more = {}) {
  const backup = await openBackup(path);
  try {
    await verifyBackup(backup, quietProgress);
    const to = database.connectionString;
    return await restoreBackup(backup, to, { ...place, ...more }, quietProgress);
  } finally {
    await backup.close();
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homepot-backup-'));
  house = await startTestHouse({ settings, sampleData: 'when-missing' });
  await createTestDevice(house, 'pos-1');
  await house.drained();
  numbers = await ask(house);
  await send(100, 'drained');
  await house.drained();
  for (const drain of house.drains) await drain.stop();
  // Acknowledged, and nothing but the spool has it.
  for (let i = 0; i < 20; i += 1) await send(50, 'in the spool only');
  running = join(folder, 'running.tar');
  await writeBackup(await subjectOf(), await createTarWriter(running, 0), quietProgress);
  await house.stop();
  await fillEveryTable(house.testDatabase);
  file = join(folder, 'whole.tar');
  await writeBackup(await subjectOf(), await createTarWriter(file, 0), quietProgress);
  digests = await readTableDigests(house.connectionString);
}, 120_000);

afterAll(async () => {
  await house.testDatabase.drop();
  for (const each of undo) await each();
  await rm(folder, { recursive: true });
});

test('every table has rows, so that each is tried', () => {
  const empty = [...digests].filter(([, { rows }]) => rows === 0).map(([name]) => name);
  expect(empty.filter((name) => name.startsWith('house.'))).toEqual([]);
  expect(digests.get('work.job')?.rows).toBeGreaterThan(0);
});

test('a backup is one private file, and what it says of itself is so', async () => {
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const backup = await openBackup(file);
  await verifyBackup(backup, quietProgress);
  const { tables, spool, key, foreign } = backup.manifest;
  await backup.close();
  const held = tables.map(({ group, name, rows, hash }) => [`${group}.${name}`, { rows, hash }]);
  expect(new Map(held as never)).toEqual(digests);
  expect(spool.flatMap(({ files }) => files).length).toBeGreaterThan(1);
  expect(key.source).toBe('file');
  expect(foreign).toEqual([]);
});

test('what was restored is the same, table by table, key and positions too', async () => {
  filled = await createPlace();
  const { database, place } = filled;
  const restored = await restore(file, { database, place });
  expect(restored).toMatchObject({ tables: digests.size, workLeftOut: false, auditHolds: true });
  const found = await readTableDigests(database.connectionString);
  for (const [name, digest] of digests) {
    if (!changedByRestore.has(name)) expect([name, found.get(name)]).toEqual([name, digest]);
  }
  const parts = await database.database.query('SELECT state FROM archive_parts');
  expect(parts).toEqual([{ state: 'abandoned' }]);
  const key = join('secrets', 'secret.key');
  expect(await readFile(join(place.dataFolder, key))).toEqual(
    await readFile(join(house.dataFolder, key)),
  );
  expect((await stat(join(place.dataFolder, key))).mode & 0o777).toBe(0o600);
  const [row] = await database.database.query<{ next: number; last: number }>(
    `SELECT nextval(pg_get_serial_sequence('health_checks', 'id')) AS next,
       (SELECT max(id) FROM health_checks) AS last`,
  );
  expect(row?.next).toBeGreaterThan(row?.last ?? 0);
}, 60_000);

test('a server on the backup of a running one answers as before, takes the old keys, and stores what was acknowledged', async () => {
  const { database, place } = await createPlace();
  await restore(running, { database, place });
  const old = { ...house, testDatabase: database, dataFolder: place.dataFolder };
  const next = {
    ...(await startTestHouse({ settings, successorOf: old })),
    adminKey: house.adminKey,
  };
  try {
    expect(await ask(next)).toEqual(numbers);
    await next.drained();
    expect(await countOf(next, 'drained')).toBe(100);
    expect(await countOf(next, 'in the spool only')).toBe(1_000);
    expect(await expectHouse(next, 'GET /audit/verify', 200)).toMatchObject({ broken: null });
  } finally {
    await next.stop();
  }
}, 60_000);

test('a place that is not empty is refused, and replaced when that is asked for', async () => {
  const to = filled;
  await expect(restore(file, to)).rejects.toThrow('The database is not empty');
  await to.database.database.query(`INSERT INTO sites (site_id, name) VALUES ('new', 'New')`);
  await restore(file, to, { replace: true });
  const found = await readTableDigests(to.database.connectionString);
  expect(found.get('house.sites')).toEqual(digests.get('house.sites'));
}, 60_000);

test('a spool that is not empty, and another key than that of the backup, are refused', async () => {
  const to = await createPlace();
  const secretKey = 'another key of at least 32 characters';
  await expect(restore(file, to, { secretKey })).rejects.toThrow('SECRET_KEY is not the key');
  const spool = join(to.place.dataFolder, 'spool');
  await cp(join(house.dataFolder, 'spool'), spool, { recursive: true });
  await expect(restore(file, to)).rejects.toThrow('spool is not empty');
}, 60_000);

test('a restore that was cut off is refused by servers and begun anew, also from a folder without raw rows', async () => {
  const to = await createPlace();
  const backup = await openBackup(file);
  const cutOff = {
    ...backup,
    async *read(path: string) {
      if (path.includes('user_activities')) throw new Error('the disk is gone');
      yield* backup.read(path);
    },
  };
  const restoring = restoreBackup(cutOff, to.database.connectionString, to.place, quietProgress);
  await expect(restoring).rejects.toThrow('the disk is gone');
  await backup.close();
  const old = { ...house, testDatabase: to.database, dataFolder: to.place.dataFolder };
  await expect(startTestHouse({ settings, successorOf: old })).rejects.toThrow('incomplete');
  // In place of the file a folder, without the raw rows.
  const path = join(folder, 'folder');
  const subject = await subjectOf(['telemetry']);
  await writeBackup(subject, await createFolderWriter(path), quietProgress);
  await restore(path, to);
  const found = await readTableDigests(to.database.connectionString);
  expect(found.get('house.health_checks')?.rows).toBe(0);
  expect(found.get('house.devices')).toEqual(digests.get('house.devices'));
  expect(found.get('house.error_trends_hour')).toEqual(digests.get('house.error_trends_hour'));
  expect(() => readExcluded(['users'])).toThrow('users cannot be left out');
}, 60_000);
