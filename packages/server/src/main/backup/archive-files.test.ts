import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { openBackup } from './files/open-backup.ts';
import { createTarWriter } from './files/tar-writer.ts';
import { quietProgress } from './test/quiet-progress.ts';
import { verifyBackup } from './verify-backup.ts';
import { writeBackup } from './write-backup.ts';

let folder: string;
let dataFolder: string;
let database: TestDatabase;
let made = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homepot-archive-files-'));
  dataFolder = join(folder, 'data');
  await mkdir(dataFolder);
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

async function put(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'bytes');
  }
}

/** Makes a backup, reads all of it back, and says which files of the archive are in it. */
async function backedUp(): Promise<readonly string[]> {
  made += 1;
  const file = join(folder, `${made}.tar`);
  const subject = {
    connectionString: database.connectionString,
    dataFolder,
    key: { source: 'file', fingerprint: '0'.repeat(32), content: Buffer.from('k'.repeat(48)) },
    excluded: new Set<string>(),
    withKey: true,
  } as const;
  const writer = await createTarWriter(file, 0);
  await writeBackup(subject, writer, quietProgress).catch(async (error: unknown) => {
    await writer.discard();
    throw error;
  });
  const backup = await openBackup(file);
  try {
    await verifyBackup(backup, quietProgress);
    return backup.manifest.archive.map(({ path }) => path);
  } finally {
    await backup.close();
  }
}

test('what else lies in the archive does not make a backup that nobody can restore', async () => {
  await put(
    'data/archive/error_logs/error_logs_2026_01_01.1.parquet',
    'data/archive/error_logs/.error_logs_2026_01_02.2.parquet.1.partial',
    'data/archive/.DS_Store',
    'data/archive/read me.txt',
    'data/archive/lost+found/#12',
    'data/archive/Übersicht.txt',
  );
  expect(await backedUp()).toEqual(['archive/error_logs/error_logs_2026_01_01.1.parquet']);
});

test('the folder of a table that lies on another disk is in it', async () => {
  await put('elsewhere/device_metrics_2026_01_01.3.parquet');
  await symlink(join(folder, 'elsewhere'), join(dataFolder, 'archive/device_metrics'));
  expect(await backedUp()).toContain('archive/device_metrics/device_metrics_2026_01_01.3.parquet');
});

/** Notes a file as one whose rows are nowhere else. */
const count = (key: string, bytes: number) =>
  database.database.query(
    `INSERT INTO archive_parts (table_name, partition_name, from_at, until_at, state, storage,
       object_key, byte_count, begun_at)
     VALUES ('error_logs', 'error_logs_2026_01_01', now(), now(), 'archived', $1, $2, $3, now())`,
    [`the folder ${join(dataFolder, 'archive')}`, key, bytes],
  );

test('a file that the database counts on must be there, and whole', async () => {
  const key = 'error_logs/error_logs_2026_01_01.1.parquet';
  await count(key, 'bytes'.length);
  expect(await backedUp()).toContain(`archive/${key}`);
  await count('error_logs/error_logs_2026_01_05.7.parquet', 9);
  await expect(backedUp()).rejects.toThrow(/not whole: .*_05\.7\.parquet is not there/);
  await put('data/archive/error_logs/error_logs_2026_01_05.7.parquet');
  await expect(backedUp()).rejects.toThrow(/_05\.7\.parquet has 5 bytes of 9/);
  await database.database.query('DELETE FROM archive_parts');
});

test('an archive that cannot be read fails the backup, and is not left out in silence', async () => {
  await symlink('health_checks', join(dataFolder, 'archive/health_checks'));
  await expect(backedUp()).rejects.toThrow(/archive cannot be read.*health_checks/);
});
