import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { createLog, systemClock } from '../../kernel/index.ts';
import {
  migrate,
  readKnownVersion,
  readSchemaDrift,
  readSchemaVersion,
} from '../../store/index.ts';
import { openBackup } from './files/open-backup.ts';
import { createTarWriter } from './files/tar-writer.ts';
import { readManifest, writeManifest } from './manifest.ts';
import { requireKnownSchema, restoreBackup } from './restore-backup.ts';
import { quietProgress } from './test/quiet-progress.ts';
import { readTableDigests } from './test/table-digests.ts';
import { verifyBackup } from './verify-backup.ts';
import { writeBackup } from './write-backup.ts';

const flips = 60;

let folder: string;
let database: TestDatabase;
let file: string;
let bytes: Buffer;

const fingerprint = '0'.repeat(32);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homepot-damaged-'));
  database = await createTestDatabase();
  await database.database.query(
    `INSERT INTO sites (site_id, name) SELECT 'site-' || i, 'Site' FROM generate_series(1, 500) i`,
  );
  file = join(folder, 'whole.tar');
  const subject = {
    connectionString: database.connectionString,
    dataFolder: folder,
    key: { source: 'file', fingerprint, content: Buffer.from('k'.repeat(48)) },
    excluded: new Set<string>(),
    withKey: true,
  } as const;
  await writeBackup(subject, await createTarWriter(file, 0), quietProgress);
  bytes = await readFile(file);
}, 30_000);
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

async function verify(content: Uint8Array): Promise<void> {
  const path = join(folder, 'damaged.tar');
  await writeFile(path, content);
  const backup = await openBackup(path);
  try {
    await verifyBackup(backup, quietProgress);
  } finally {
    await backup.close();
  }
}

test('the whole one holds', async () => {
  await verify(bytes);
});

test('one flipped bit anywhere is found', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
      await expect(verify(damaged)).rejects.toThrow(/damaged|no backup/);
    }),
    { numRuns: flips },
  );
});

test('one that was cut off anywhere is found', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), async (end) => {
      await expect(verify(bytes.subarray(0, end))).rejects.toThrow(/damaged|no backup/);
    }),
    { numRuns: 40 },
  );
});

test('a file that the manifest does not name is found', async () => {
  const backup = await openBackup(file);
  const files = new Map([...backup.files, ['tables/users.extra', 10]]);
  await expect(verifyBackup({ ...backup, files }, quietProgress)).rejects.toThrow(
    'tables/users.extra does not belong to it',
  );
  await backup.close();
});

const textOfManifest = (): string => {
  const at = bytes.indexOf('{\n "format"');
  return bytes.toString(
    'utf8',
    at,
    bytes.indexOf('}\n', bytes.indexOf('"sha256"', bytes.lastIndexOf('"foreign"'))) + 2,
  );
};

test('a manifest that somebody wrote anew is held against what it may say', () => {
  const manifest = readManifest(textOfManifest());
  expect(readManifest(writeManifest(manifest))).toEqual(manifest);
  const [first, ...others] = manifest.tables;
  if (first === undefined) throw new Error('the backup has no tables');
  const outside = { ...first, file: { ...first.file, path: '../../etc/passwd' } };
  const leading = writeManifest({ ...manifest, tables: [outside, ...others] });
  expect(() => readManifest(leading)).toThrow('The manifest of the backup is damaged');
});

test('a backup of a newer schema is refused before anything is touched', async () => {
  const backup = await openBackup(file);
  const manifest = { ...backup.manifest, schemaVersion: 9_000 };
  await expect(requireKnownSchema({ ...backup, manifest })).rejects.toThrow('upgrade the program');
  await backup.close();
});

test('a backup of an older schema is restored as it was, and then brought up to date', async () => {
  const old = await createTestDatabase({ empty: true });
  const target = await createTestDatabase({ empty: true });
  const log = createLog('silent');
  try {
    await migrate(old.database, log, { through: 8 });
    await old.database.query(`INSERT INTO sites (site_id, name) VALUES ('old', 'Old')`);
    const path = join(folder, 'old.tar');
    const subject = {
      connectionString: old.connectionString,
      dataFolder: folder,
      key: { source: 'setting', fingerprint },
      excluded: new Set<string>(),
      withKey: true,
    } as const;
    await writeBackup(subject, await createTarWriter(path, 0), quietProgress);
    const backup = await openBackup(path);
    expect(backup.manifest.schemaVersion).toBe(8);
    const place = {
      dataFolder: join(folder, 'place'),
      secretKey: undefined,
      replace: false,
      withKey: false,
      stamp: 'test',
      clock: systemClock,
      log,
    };
    await restoreBackup(backup, target.connectionString, place, quietProgress);
    await backup.close();
    expect(await readSchemaVersion(target.database)).toBe(await readKnownVersion());
    expect(await readSchemaDrift(target.database)).toEqual([]);
    const [before, after] = [
      await readTableDigests(old.connectionString),
      await readTableDigests(target.connectionString),
    ];
    expect(after.get('house.sites')).toEqual(before.get('house.sites'));
  } finally {
    await old.drop();
    await target.drop();
  }
});
