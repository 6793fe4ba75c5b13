import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasPostgres15, startPostgres15 } from '../../../../test/postgres-15.ts';
import type { TestDatabase } from '../../../../test/test-database.ts';
import { createTestDatabase } from '../../../../test/test-database.ts';
import type { TestHouse } from '../../../../test/test-house.ts';
import { startTestHouse } from '../../../../test/test-house.ts';
import { connectionStringOf } from '../../../../test/test-server.ts';
import { createLog } from '../../../kernel/index.ts';
import { createDatabase } from '../../../store/index.ts';
import { fillEveryTable } from '../../backup/test/fill-every-table.ts';
import { readTableDigests } from '../../backup/test/table-digests.ts';
import { databaseFileOf } from '../../database-file.ts';

const program = join(import.meta.dirname, '..', '..', 'homepot-server.ts');

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

interface Run {
  /** What it wrote so far, to both streams. */
  readonly output: () => string;
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
}

function start(words: readonly string[], environment: Readonly<Record<string, string>>): Run {
  const child = spawn(process.execPath, [program, ...words], {
    env: { PATH: '/usr/bin:/bin', HOME: folder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
  return { output: () => output, ended, kill: (signal) => child.kill(signal) };
}

let house: TestHouse;
let digests: Awaited<ReturnType<typeof readTableDigests>>;
let folder: string;
const undo: (() => Promise<unknown>)[] = [];

const createTarget = async (): Promise<TestDatabase> => {
  const target = await createTestDatabase({ empty: true });
  undo.push(() => target.drop());
  return target;
};

/** The house as it was, stopped; each test gives it another place to move to. */
const source = () => ({ DATABASE_URL: house.connectionString, DATA_DIR: house.dataFolder });

async function expectSame(connectionString: string): Promise<void> {
  const found = await readTableDigests(connectionString);
  expect([...found.keys()]).toEqual([...digests.keys()]);
  for (const [name, digest] of digests) {
    // The move itself is told there.
    if (name !== 'house.audit_logs') expect([name, found.get(name)]).toEqual([name, digest]);
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homepot-move-'));
  house = await startTestHouse({ sampleData: 'when-missing' });
  await house.drained();
  await house.stop();
  await fillEveryTable(house.testDatabase);
  digests = await readTableDigests(house.connectionString);
  // A move wants the old database for itself.
  await house.testDatabase.database.stop();
}, 120_000);
afterAll(async () => {
  for (const each of undo.reverse()) await each();
  await house.testDatabase.drop();
  await rm(house.dataFolder, { recursive: true });
  await rm(folder, { recursive: true });
});

test('killed in the middle, the old database is what it was, the new one refused; again, it moves', async () => {
  const target = await createTarget();
  const words = ['move-database', `--to=${target.connectionString}`, '--json'];
  const first = start(words, source());
  const hasTables = async () => {
    const [row] = await target.database.query<{ count: number }>(
      `SELECT count(*) FROM pg_tables WHERE tablename IN ('users', 'job')`,
    );
    return row?.count;
  };
  await expect.poll(hasTables, { timeout: 30_000, interval: 5 }).toBe(2);
  first.kill('SIGKILL');
  await first.ended;
  await expectSame(house.connectionString);
  const used = await start(['migrate'], { ...source(), DATABASE_URL: target.connectionString })
    .ended;
  expect(used).toMatchObject({ code: 1 });
  expect(used.output).toContain('This database is incomplete');
  const second = await start(words, source()).ended;
  expect(second, second.output).toMatchObject({ code: 0 });
  await expectSame(target.connectionString);
  await expectSame(house.connectionString);
  const third = await start(words, source()).ended;
  expect(third.output).toContain('is not empty');
}, 120_000);

const fifteen = hasPostgres15
  ? 'to PostgreSQL 15, as a role that owns its database and nothing else'
  : 'to PostgreSQL 15 (left out: it is not in /usr/lib/postgresql/15)';
test(fifteen, async (context) => {
  if (!hasPostgres15) context.skip();
  const target = await startPostgres15();
  undo.push(() => target.stop());
  const to = `--to=${target.connectionString}`;
  const { code, output } = await start(['move-database', to], source()).ended;
  expect(output).toContain('(PostgreSQL 15');
  expect(code).toBe(0);
  await expectSame(target.connectionString);
}, 120_000);

test('from the embedded database: the data folder names the new one, until that file is removed', async () => {
  const target = await createTarget();
  const settings = { DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'warn', SAMPLE_DATA: 'false' };
  const made = await start(['init', '--no-sample'], settings).ended;
  expect(made, made.output).toMatchObject({ code: 0 });
  const to = `--to=${target.connectionString}`;
  const moved = await start(['move-database', to, '--json', '--quiet'], settings).ended;
  expect(moved, moved.output).toMatchObject({ code: 0 });
  const file = databaseFileOf(settings.DATA_DIR);
  expect(await readFile(file, 'utf8')).toBe(`${target.connectionString}\n`);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await target.database.query(`INSERT INTO sites (site_id, name) VALUES ('moved', 'Moved')`);
  const doctor = await start(['doctor', '--json'], settings).ended;
  expect(doctor.output).toContain('PostgreSQL');
  const again = await start(['move-database', to], settings).ended;
  expect(again.output).toContain('already');
  // Cut off between the switch and the end of the mark: the next call only ends it.
  await target.database.query(
    `CREATE SCHEMA homepot_restore; COMMENT ON SCHEMA homepot_restore IS 'complete'`,
  );
  const ended = await start(['move-database', to], settings).ended;
  expect(ended, ended.output).toMatchObject({ code: 0 });
  const rows = await target.database.query(`SELECT FROM sites WHERE site_id = 'moved'`);
  expect(rows).toHaveLength(1);
  await rm(file);
  const back = await start(['doctor', '--json'], settings).ended;
  expect(back.output).toContain('embedded');
}, 120_000);

test('a database that another server uses is not moved', async () => {
  const target = await createTarget();
  const { connectionString } = house;
  const other = createDatabase({ connectionString, connectionsMax: 1, log: createLog('silent') });
  await other.query('SELECT 1');
  const words = ['move-database', `--to=${target.connectionString}`];
  const { code, output } = await start(words, source()).ended;
  await other.stop();
  expect(code).not.toBe(0);
  expect(output).toContain('Stop every server first');
  expect(
    await target.database.query('SELECT FROM pg_tables WHERE tablename = $1', ['sites']),
  ).toEqual([]);
});

test('what cannot be moved to is told with what to do', async () => {
  const nowhere = connectionStringOf(house.connectionString, 'homepot_nowhere');
  const missing = await start(['move-database', `--to=${nowhere}`], source()).ended;
  expect(missing.output).toContain('Create the database (createdb NAME)');
  expect(missing.output).not.toContain('    at ');
  const nonsense = await start(['move-database', '--to=mysql://x'], source()).ended;
  expect(nonsense.output).toContain('must be a URL: postgres://');
});
