import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFreePort } from './free-port.ts';
import { runHomepot, startHomepot } from './homepot-command.ts';

const rowsCount = 2_500;
let folder = '';
let settings: Record<string, string> = {};
let up: ReturnType<typeof startHomepot>;
let printed = '';

const homepot = (...words: string[]) => runHomepot(words, settings);

async function countRows(table: string): Promise<number> {
  const { stdout } = await homepot('count', '--json');
  return (JSON.parse(stdout) as Record<string, number>)[table] ?? 0;
}

async function waitForRows(table: string, rows: number): Promise<void> {
  for (let attempt = 0; attempt < 50 && (await countRows(table)) < rows; attempt += 1)
    await pause(100);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homepot-newcomer-'));
  // As root the database runs as another account, which must be able to pass through.
  await chmod(folder, 0o711);
  settings = {
    DATA_DIR: join(folder, 'data'),
    PORT: String(await findFreePort()),
    ANALYTICS_ENABLED: 'false',
    SAMPLE_DATA: 'false',
    DATABASE_URL: '',
  };
  up = startHomepot(['up'], settings);
  up.stdout.on('data', (chunk) => {
    printed += String(chunk);
  });
  for (let attempt = 0; attempt < 600 && !printed.includes('/login?token='); attempt += 1)
    await pause(50);
}, 60_000);

afterAll(async () => {
  if (up.exitCode === null) up.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

test('one command starts the house with its own database and prints where it is', async () => {
  expect(printed).toContain(`http://127.0.0.1:${settings.PORT}`);
  const ready = await fetch(`http://127.0.0.1:${settings.PORT}/health/ready`);
  expect(ready.status).toBe(200);
});

test('a key is made and shown once', async () => {
  const { stdout, code } = await homepot(
    'keys',
    'create',
    '--name',
    'demo',
    '--scope',
    'ingest',
    '--json',
  );
  expect(code).toBe(0);
  const key = JSON.parse(stdout) as object;
  expect(Object.keys(key).sort()).toEqual(['id', 'key', 'scope']);
  const list = await homepot('keys', 'list', '--json');
  expect(list.stdout).toContain('demo');
  expect(list.stdout).not.toContain((key as { key: string }).key);
});

test('a file goes in once, however often it is imported, and comes out page by page', async () => {
  const rows = Array.from({ length: rowsCount }, (_, index) => ({
    timestamp: new Date(Date.UTC(2015, 4, 17, 10) + index * 1_000).toISOString(),
    endpoint: `/page/${index % 7}`,
    method: 'GET',
    status_code: index % 50 === 0 ? 404 : 200,
    ip_address: '83.149.9.216',
    response_size_bytes: index,
  }));
  const file = join(folder, 'requests.ndjson.gz');
  await writeFile(file, gzipSync(rows.map((row) => JSON.stringify(row)).join('\n')));

  // Requests of 2015 are older than what is kept, unless somebody wants them for longer.
  const refused = await homepot('import', 'api_request_logs', file, '--historical');
  expect(refused.stderr + refused.stdout).toContain('api_request_logs keeps 90 days');
  const policy = ['policies', 'set', 'api_request_logs', '--days', '36500'];
  expect((await homepot('retention', ...policy)).code).toBe(0);
  const first = await homepot('import', 'api_request_logs', file, '--historical', '--json');
  expect(first.code).toBe(0);
  const second = await homepot('import', 'api_request_logs', file, '--historical', '--json');
  expect(JSON.parse(second.stdout)).toMatchObject({ accepted: 0, duplicate: rowsCount });
  await waitForRows('api_request_logs', rowsCount);
  expect(await countRows('api_request_logs')).toBe(rowsCount);

  const range = ['--start-date', '2015-05-17', '--end-date', '2015-05-17'];
  const all = await homepot('query', 'api_request_logs', ...range, '--all', '--ndjson');
  const sizes = all.stdout
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { response_size_bytes: number }).response_size_bytes);
  expect(sizes.sort((a, b) => a - b)).toEqual(rows.map((row) => row.response_size_bytes));
  const missing = await homepot(
    'query',
    'api_request_logs',
    ...range,
    '--status-code',
    '404',
    '--all',
    '--json',
  );
  expect(JSON.parse(missing.stdout)).toHaveLength(rowsCount / 50);
}, 60_000);

test('an unknown table is answered with a suggestion and exit code 2', async () => {
  const { code, stderr } = await homepot('query', 'api_request_log');
  expect(code).toBe(2);
  expect(stderr).toContain('api_request_logs');
});

test('a second server on the same folder is refused and told why', async () => {
  const { code, stderr, stdout } = await runHomepot(['serve'], { ...settings, PORT: '0' });
  expect(code).not.toBe(0);
  expect(stderr + stdout).toMatch(/already|in use/i);
});

test('Ctrl-C ends it and leaves no process', async () => {
  const database = await readFile(join(folder, 'data/postgres/data/postmaster.pid'), 'utf8').catch(
    () => '',
  );
  const pids = [up.pid ?? 0, Number.parseInt(database, 10)].filter((pid) => pid > 0);
  expect(pids).toHaveLength(2);
  const ended = once(up, 'exit');
  up.kill('SIGINT');
  await ended;
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
  const status = await homepot('status');
  expect(status.code).toBe(5);
}, 60_000);
