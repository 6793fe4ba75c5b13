import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { connectionStringOf, withDatabase } from '../../../test/test-server.ts';
import { createLog, systemClock } from '../../kernel/index.ts';
import { createDatabase } from '../database.ts';
import { migrate } from '../migrate.ts';
import type { WorkQueue } from './work-queue.ts';
import { createWorkQueue } from './work-queue.ts';

let opened: TestDatabase;
const queues: WorkQueue[] = [];
beforeAll(async () => {
  opened = await createTestDatabase();
});
afterAll(() => opened.drop());
afterEach(async () => {
  await Promise.all(queues.splice(0).map((queue) => queue.stop()));
  await opened.database.query('DELETE FROM pgboss.job');
});

const log = createLog('silent');
const quick = { pollSeconds: 0.5, retrySeconds: 1 };

interface Note {
  readonly text: string;
}

async function open(
  run: (note: Note) => Promise<unknown>,
  database = opened.database,
): Promise<WorkQueue> {
  const queue = createWorkQueue({ database, clock: systemClock, log }, quick);
  await queue.start();
  queues.push(queue);
  await queue.work<Note>('notes', run);
  return queue;
}

/** A queue that writes down what it is given. */
async function openNotes(): Promise<{ queue: WorkQueue; notes: string[] }> {
  const notes: string[] = [];
  return { queue: await open(async ({ text }) => notes.push(text)), notes };
}

const wait = { timeout: 5_000, interval: 20 };

test('work exists if and only if its transaction commits', async () => {
  const { queue, notes } = await openNotes();
  const { database } = opened;
  await database.transaction((transaction) =>
    queue.send(transaction, 'notes', { text: 'committed' }),
  );
  const refused = database.transaction(async (transaction) => {
    await queue.send(transaction, 'notes', { text: 'rolled back' });
    throw new Error('no');
  });
  await expect(refused).rejects.toThrow('no');
  await queue.send(undefined, 'notes', { text: 'alone' });
  await expect.poll(() => notes.length, wait).toBe(2);
  expect(notes.toSorted()).toEqual(['alone', 'committed']);
});

test('work for later waits, and is entered once under its key', async () => {
  const { queue, notes } = await openNotes();
  const key = { afterSeconds: 2, singletonKey: 'one' };
  const sentMs = performance.now();
  await queue.send(undefined, 'notes', { text: 'later' }, key);
  await queue.send(undefined, 'notes', { text: 'again' }, key);
  await expect.poll(() => notes, wait).toEqual(['later']);
  expect(performance.now() - sentMs).toBeGreaterThan(1_500);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(notes).toEqual(['later']);
});

test('work that fails is tried again', async () => {
  let attempts = 0;
  const queue = await open(async () => {
    attempts += 1;
    if (attempts === 1) throw new Error('not yet');
  });
  await queue.send(undefined, 'notes', { text: 'hard' });
  await expect.poll(() => attempts, wait).toBe(2);
});

test('what one server was asked, the next one does', async () => {
  const { queue } = await openNotes();
  await queue.send(undefined, 'notes', { text: 'inherited' }, { afterSeconds: 1 });
  await queue.stop();
  const { notes } = await openNotes();
  await expect.poll(() => notes, wait).toEqual(['inherited']);
});

test('two servers do a piece of work once', async () => {
  const here = await openNotes();
  const there = await openNotes();
  for (let i = 0; i < 6; i += 1) await here.queue.send(undefined, 'notes', { text: String(i) });
  const both = () => [...here.notes, ...there.notes].toSorted();
  await expect.poll(() => both().length, { timeout: 8_000, interval: 20 }).toBe(6);
  expect(new Set(both()).size).toBe(6);
});

test('servers that start at once on an empty database make its tables once', async () => {
  const empty = await createTestDatabase({ empty: true });
  await Promise.all([migrate(empty.database, log), migrate(empty.database, log)]);
  const [row] = await empty.database.query<{ versions: number }>(
    'SELECT count(*) AS versions FROM pgboss.version',
  );
  expect(row?.versions).toBe(1);
  await empty.drop();
});

/** Cuts a database off and lets it in again. */
async function setReachable(connectionString: string, reachable: boolean): Promise<void> {
  const name = new URL(connectionString.replace(/@\//, '@x/')).pathname.slice(1);
  await withDatabase(connectionStringOf(connectionString, 'postgres'), async (admin) => {
    await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS ${reachable}`);
    if (reachable) return;
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
      name,
    ]);
  });
}

test('without its database the queue goes on, and does the work afterwards', async () => {
  const { queue, notes } = await openNotes();
  await queue.send(undefined, 'notes', { text: 'through' }, { afterSeconds: 1 });
  await setReachable(opened.connectionString, false);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(notes).toEqual([]);
  await setReachable(opened.connectionString, true);
  await expect.poll(() => notes, wait).toEqual(['through']);
});

test('a stop without the database ends in time', async () => {
  const { connectionString } = opened;
  const database = createDatabase({ connectionString, connectionsMax: 4, log });
  const queue = await open(async () => undefined, database);
  await setReachable(connectionString, false);
  const fromMs = performance.now();
  await queue.stop();
  expect(performance.now() - fromMs).toBeLessThan(15_000);
  await setReachable(connectionString, true);
  await database.stop();
});
