import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../../../test/test-database.ts';
import { createTestDatabase } from '../../../../test/test-database.ts';
import { createTarWriter } from '../../backup/files/tar-writer.ts';
import { quietProgress } from '../../backup/test/quiet-progress.ts';
import { writeBackup } from '../../backup/write-backup.ts';

const program = join(import.meta.dirname, '..', '..', 'homepot-server.ts');

let folder: string;
let database: TestDatabase;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homepot-restore-'));
  database = await createTestDatabase();
  file = join(folder, 'whole.tar');
  const subject = {
    connectionString: database.connectionString,
    dataFolder: folder,
    key: { source: 'file', fingerprint: '0'.repeat(32), content: Buffer.from('k'.repeat(48)) },
    excluded: new Set<string>(),
    withKey: true,
  } as const;
  await writeBackup(subject, await createTarWriter(file, 0), quietProgress);
  await database.database.query(`INSERT INTO sites (site_id, name) VALUES ('new', 'New')`);
}, 30_000);
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const restore = (): Promise<{ readonly code: unknown; readonly told: string }> =>
  new Promise((resolve) => {
    const env = {
      PATH: '/usr/bin:/bin',
      DATABASE_URL: database.connectionString,
      DATA_DIR: join(folder, 'data'),
    };
    const words = [program, 'restore', file, '--replace', '--quiet'];
    execFile(process.execPath, words, { env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, told: stdout + stderr }),
    );
  });

test('a database that a server of another data folder uses is not replaced', async () => {
  // The connection of the test is one of a server.
  const { code, told } = await restore();
  expect([code, told]).toEqual([1, expect.stringContaining('Stop every server first')]);
  const sites = await database.database.query('SELECT site_id FROM sites');
  expect(sites).toEqual([{ site_id: 'new' }]);
}, 30_000);
