import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';

const program = join(import.meta.dirname, '..', 'homepot-server.ts');

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  readonly ended: Promise<number | null>;
}

let database: TestDatabase;
let folder: string;
let runs: Run[];

beforeEach(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'homepot-serve-'));
  runs = [];
});
afterEach(async () => {
  for (const { child, ended } of runs) {
    child.kill('SIGKILL');
    await ended;
  }
  await database.drop();
  await rm(folder, { recursive: true });
});

function run(words: readonly string[], settings: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [program, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: '/usr/bin:/bin',
      HOME: folder,
      DATABASE_URL: database.connectionString,
      DATA_DIR: join(folder, 'data'),
      PORT: '0',
      ...settings,
    },
  });
  const text = { output: '', errors: '' };
  child.stdout.on('data', (chunk) => {
    text.output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    text.errors += chunk;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const started = { child, output: () => text.output, errors: () => text.errors, ended };
  runs.push(started);
  return started;
}

/** Starts a server and waits for its greeting. Returns its address. */
async function serve(settings?: Record<string, string>): Promise<Run & { readonly url: string }> {
  const server = run(['serve'], settings);
  const readUrl = () => /ready at (http\S+)/.exec(server.output())?.[1];
  await expect.poll(readUrl, { timeout: 20_000, message: server.errors() }).toBeDefined();
  return { ...server, url: readUrl() ?? '' };
}

const runFile = (): Promise<Record<string, unknown>> =>
  readFile(join(folder, 'data', 'run', 'server.json'), 'utf8').then((text) => JSON.parse(text));

test('a first start greets with a link that signs in once; a stop leaves nothing behind', async () => {
  const server = await serve();
  expect((await stat(join(folder, 'data'))).mode & 0o766).toBe(0o700);
  expect(await runFile()).toMatchObject({ pid: server.child.pid, url: server.url });
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
  const link = /http\S+\/login\?token=\S+/.exec(server.output())?.[0] ?? '';
  const first = await fetch(link, { redirect: 'manual' });
  expect(first.headers.get('location')).toBe('/');
  expect(first.headers.get('set-cookie')).toContain('HttpOnly');
  expect((await fetch(link, { redirect: 'manual' })).status).toBe(401);
  server.child.kill('SIGINT');
  expect(await server.ended).toBe(0);
  await expect(access(join(folder, 'data', 'run', 'server.json'))).rejects.toThrow();
  await expect(access(join(folder, 'data', 'run', 'local.key'))).rejects.toThrow();
});

test('a folder has one server; a killed one does not lock the next out', async () => {
  const server = await serve({ SAMPLE_DATA: 'false' });
  const second = run(['serve']);
  expect(await second.ended).toBe(1);
  expect(second.errors()).toContain(`process ${server.child.pid}`);
  expect(second.errors()).toContain('DATA_DIR');
  server.child.kill('SIGKILL');
  await server.ended;
  const next = await serve({ SAMPLE_DATA: 'false' });
  next.child.kill('SIGTERM');
  expect(await next.ended).toBe(0);
});

test('a port in use is told with who uses it and what to do', async () => {
  const server = await serve({ SAMPLE_DATA: 'false' });
  const { port } = new URL(server.url);
  const settings = { PORT: port, DATA_DIR: join(folder, 'other') };
  const second = run(['serve'], settings);
  expect(await second.ended).toBe(1);
  expect(second.errors()).toContain(`Port ${port} is used by a HOMEPOT server`);
  expect(second.errors()).toContain(`PORT=${Number(port) + 1}`);
});

test('every fault of the configuration is told at once', async () => {
  const server = run(['serve'], { PORT: 'eighty', SPOOL_LANES: '99', DATABASE_URL: 'mysql://x' });
  expect(await server.ended).toBe(2);
  for (const name of ['PORT', 'SPOOL_LANES', 'DATABASE_URL']) {
    expect(server.errors()).toContain(`- ${name} must`);
  }
});

test('init makes everything ready, twice the same, and takes the samples out again', async () => {
  const outputs: unknown[] = [];
  for (const words of [['init'], ['init'], ['init', '--remove-sample'], ['init', '--no-sample']]) {
    const program = run([...words, '--json']);
    expect(await program.ended, program.errors()).toBe(0);
    outputs.push(JSON.parse(program.output()));
  }
  expect(outputs).toMatchObject([
    { sample_data: 'made' },
    { sample_data: 'there' },
    { removed: { devices: 12 }, kept: {} },
    { sample_data: 'not asked for' },
  ]);
});

test('init without samples is remembered by the starts after it, until somebody asks for them', async () => {
  expect(await run(['init', '--no-sample']).ended).toBe(0);
  const server = await serve();
  expect(server.output()).not.toContain('Sample data were made');
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
  const asked = run(['init', '--json']);
  expect(await asked.ended, asked.errors()).toBe(0);
  expect(JSON.parse(asked.output())).toMatchObject({ sample_data: 'made' });
});

test('doctor and migrate speak JSON', async () => {
  const migrate = run(['migrate', '--json']);
  expect(await migrate.ended).toBe(0);
  expect(JSON.parse(migrate.output()).schema_version).toBeGreaterThan(0);
  const well = run(['doctor', '--json']);
  expect(await well.ended, well.output()).toBe(0);
  const { ok, checks } = JSON.parse(well.output());
  expect(ok).toBe(true);
  expect(checks.map(({ name }: { name: string }) => name)).toEqual([
    'node',
    'configuration',
    'data folder',
    'disk',
    'archive',
    'database',
    'flavour',
    'schema',
    'audit log',
    'clock of the database',
    'outbox',
    'search',
    'port',
    'mqtt',
    'clock',
  ]);
  const ill = run(['doctor', '--json'], { DATABASE_URL: 'postgresql://127.0.0.1:1/none' });
  expect(await ill.ended).toBe(1);
  expect(JSON.parse(ill.output()).ok).toBe(false);
});

test('words that make no sense are told how to', async () => {
  const server = run(['fly']);
  expect(await server.ended).toBe(2);
  expect(server.errors()).toContain('Usage');
});
