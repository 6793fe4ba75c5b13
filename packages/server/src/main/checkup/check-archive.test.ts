import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig, systemClock } from '../../kernel/index.ts';
import { checkArchive } from './check-archive.ts';

const check = (settings: Record<string, string>) =>
  checkArchive(readConfig(settings), '/nowhere', systemClock);

test('an archive folder that can be written is well, and nothing is left in it but folders', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'homepot-checkup-'));
  expect((await check({ ARCHIVE_URL: folder })).result).toBe('ok');
  expect(await readdir(join(folder, 'homepot_doctor'))).toEqual([]);
  await rm(folder, { recursive: true });
});

test('a folder that cannot be made is told with what to do', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'homepot-checkup-'));
  await writeFile(join(folder, 'file'), '');
  const finding = await check({ ARCHIVE_URL: join(folder, 'file', 'archive') });
  expect(finding.result).toBe('fail');
  expect(finding.message).toContain(join(folder, 'file', 'archive'));
  expect(finding.action).toContain('ARCHIVE_URL');
  await rm(folder, { recursive: true });
});

test('a bucket without its keys is told, and a service that is not there without its secret', async () => {
  const keyless = await check({ ARCHIVE_URL: 's3://bucket/house' });
  expect(keyless.message).toContain('ARCHIVE_S3_SECRET_ACCESS_KEY');
  const gone = await check({
    ARCHIVE_URL: 's3://bucket/house',
    ARCHIVE_S3_ENDPOINT: 'http://127.0.0.1:9',
    ARCHIVE_S3_ACCESS_KEY_ID: 'name',
    ARCHIVE_S3_SECRET_ACCESS_KEY: 'a-secret-that-nobody-may-see',
  });
  expect(gone.result).toBe('fail');
  expect(JSON.stringify(gone)).not.toContain('a-secret');
});
