import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withDatabase } from '../../../test/test-server.ts';
import { createLog } from '../../kernel/index.ts';
import type { EmbeddedPostgres } from './embedded-postgres.ts';
import { createEmbeddedPostgres } from './embedded-postgres.ts';
import { readPostmasterFile } from './postmaster-file.ts';
import { isRunning } from './process-table.ts';

const asRoot = process.getuid?.() === 0;
const settings = { fsync: 'off', shared_buffers: '16MB' };
const log = createLog('silent');

let root: string;
/** Where root puts what does not fit elsewhere. */
let systemFolder: string;
beforeAll(async () => {
  root = await realpath(await mkdtemp('/tmp/homepot-embedded-'));
  await chmod(root, 0o711);
  systemFolder = join(root, 'system');
});
afterAll(() => rm(root, { recursive: true, force: true }));

const create = (folder: string, more: Record<string, string> = {}) =>
  createEmbeddedPostgres({ folder, systemFolder, log, settings: { ...settings, ...more } });

async function pidOf(folder: string): Promise<number> {
  const file = await readPostmasterFile(join(folder, 'data'));
  if (file === undefined) throw new Error('no database runs there');
  return file.pid;
}

const ask = (connectionString: string, sql: string) =>
  withDatabase(connectionString, (database) => database.query<{ value: unknown }>(sql));

/** Starts, runs, and stops whatever happens. */
async function running<T>(
  postgres: EmbeddedPostgres,
  run: (connectionString: string) => Promise<T>,
): Promise<T> {
  try {
    return await run((await postgres.start()).connectionString);
  } finally {
    await postgres.stop();
  }
}

/** A server in a process of its own, in its own process group like a program in a terminal. */
async function startServerProcess(folder: string) {
  const script = new URL('../../../test/run-embedded-postgres.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, folder, systemFolder], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const readLine = async () => String((await lines.next()).value ?? '');
  const connectionString = await readLine();
  return { pid: child.pid ?? 0, connectionString, ended, readLine };
}

describe('a database in a folder', () => {
  let folder: string;
  beforeAll(() => {
    folder = join(root, 'main');
  });

  test('is made at the first start, keeps its rows at the second, leaves no process', async () => {
    const pid = await running(create(folder), async (connectionString) => {
      await ask(connectionString, 'CREATE TABLE kept AS SELECT 42 AS value');
      return pidOf(folder);
    });
    expect(await isRunning(pid)).toBe(false);
    const rows = await running(create(folder), (address) => ask(address, 'SELECT value FROM kept'));
    expect(rows).toEqual([{ value: 42 }]);
  });

  test('speaks UTF-8, sorts by code point, checks its pages, and listens on no port', async () => {
    const rows = await running(create(folder), (address) =>
      ask(
        address,
        `SELECT jsonb_build_array(current_setting('server_encoding'), 'a' < 'Z', lower('É'),
           current_setting('data_checksums'), current_setting('listen_addresses')) AS value`,
      ),
    );
    expect(rows).toEqual([{ value: ['UTF8', false, 'é', 'on', ''] }]);
  });

  test('nobody else may enter it', async () => {
    for (const name of ['.', 'data', 'sockets', 'log']) {
      expect((await stat(join(folder, name))).mode & 0o077).toBe(0);
    }
  });

  test('comes back by itself, under the same address, after it was killed', async () => {
    await running(create(folder), async (address) => {
      await ask(address, 'CREATE TABLE survived AS SELECT 1 AS value');
      const killed = await pidOf(folder);
      process.kill(killed, 'SIGKILL');
      await expect
        .poll(() => pidOf(folder).catch(() => killed), { timeout: 20_000 })
        .not.toBe(killed);
      const count = () => ask(address, 'SELECT count(*) AS value FROM survived').catch(() => []);
      await expect.poll(count, { timeout: 20_000 }).toEqual([{ value: 1 }]);
    });
  });

  test('starts over a postmaster.pid that names another program', async () => {
    const text = [process.pid, join(folder, 'data'), 1, 5432, '/nowhere', '', ' 1 2', 'ready'];
    const path = join(folder, 'data', 'postmaster.pid');
    await writeFile(path, `${text.join('\n')}\n`);
    await chmod(path, 0o666);
    const rows = await running(create(folder), (address) => ask(address, 'SELECT 1 AS value'));
    expect(rows).toEqual([{ value: 1 }]);
  });

  test('says the last lines of its log when it does not start, and what to do', async () => {
    const failing = create(folder, { shared_buffers: 'nonsense' }).start();
    await expect(failing).rejects.toThrow(
      /"shared_buffers": "nonsense"[\s\S]*choose another DATA_DIR/,
    );
  });

  test('says so when another version of PostgreSQL made it', async () => {
    const path = join(folder, 'data', 'PG_VERSION');
    const version = await readFile(path, 'utf8');
    await writeFile(path, '14\n');
    await expect(create(folder).start()).rejects.toThrow(
      /made by PostgreSQL 14, and this program brings PostgreSQL 18.*homepot backup/,
    );
    await writeFile(path, version);
  });

  test('can be stopped while it starts', async () => {
    const postgres = create(folder);
    const starting = postgres.start().catch(() => undefined);
    await postgres.stop();
    await starting;
    expect(await readPostmasterFile(join(folder, 'data'))).toBeUndefined();
  });
});

describe('a server that ends', () => {
  let folder: string;
  const servers: number[] = [];
  beforeAll(() => {
    folder = join(root, 'server');
  });
  // Whatever failed, neither a server nor its database stays.
  afterAll(async () => {
    for (const pid of servers) if (await isRunning(pid)) process.kill(pid, 'SIGKILL');
    await running(create(folder), async () => undefined);
  });

  async function startServer() {
    const server = await startServerProcess(folder);
    servers.push(server.pid);
    return server;
  }

  test('by Ctrl-C: its database answers until it is stopped', async () => {
    const server = await startServer();
    const database = await pidOf(folder);
    process.kill(-server.pid, 'SIGINT');
    expect(await server.readLine()).toBe('answered');
    expect(await server.ended).toEqual([0, null]);
    expect(await isRunning(database)).toBe(false);
  });

  test('by kill -9: the next one takes its database over, and stops it', async () => {
    const server = await startServer();
    const database = await pidOf(folder);
    await expect(create(folder).start()).rejects.toThrow(
      `process ${server.pid}) uses the database`,
    );
    process.kill(server.pid, 'SIGKILL');
    await server.ended;
    expect(await isRunning(database)).toBe(true);
    await running(create(folder), async (address) => {
      expect(address).toBe(server.connectionString);
      expect(await ask(address, 'SELECT 1 AS value')).toEqual([{ value: 1 }]);
      expect(await pidOf(folder)).toBe(database);
    });
    expect(await isRunning(database)).toBe(false);
  });
});

test('a path too long for a socket gets a short one, which is removed', async () => {
  const folder = join(root, 'long'.repeat(30));
  const socket = await running(create(folder), async (address) => {
    expect(await ask(address, 'SELECT 1 AS value')).toEqual([{ value: 1 }]);
    return new URL(address.replace('@/', '@host/')).searchParams.get('host') ?? '';
  });
  expect(socket).toMatch(/^\/tmp\/homepot-socket-/);
  await expect(stat(socket)).rejects.toThrow('ENOENT');
});

test('a folder that the database account cannot enter: it lies elsewhere, and a note says where', async () => {
  const closed = join(root, 'closed');
  await mkdir(closed, { mode: 0o700 });
  const folder = join(closed, 'postgres');
  await running(create(folder), (address) =>
    ask(address, 'CREATE TABLE kept AS SELECT 7 AS value'),
  );
  const places = asRoot ? await readdir(join(systemFolder, 'clusters')) : [];
  expect(places).toHaveLength(asRoot ? 1 : 0);
  const note = await readFile(join(folder, 'MOVED.txt'), 'utf8').catch(() => '');
  expect(note.includes(join(systemFolder, 'clusters', places[0] ?? ''))).toBe(asRoot);
  // Once moved, always moved, also when the account could enter by now.
  await chmod(closed, 0o711);
  const rows = await running(create(folder), (address) => ask(address, 'SELECT value FROM kept'));
  expect(rows).toEqual([{ value: 7 }]);
});

test('stands back where the server wants the same processor', async () => {
  await running(create(join(root, 'nice')), async (connectionString) => {
    expect(getPriority(await pidOf(join(root, 'nice')))).toBe(5);
    await withDatabase(connectionString, async (database) => {
      const [backend] = await database.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      expect(getPriority(Number(backend?.pid))).toBe(5);
    });
  });
});
