import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog, limits } from '../kernel/index.ts';
import type { ObjectStorage } from '../retention/index.ts';
import type { ExportGround } from './test/export-ground.ts';
import { enterDevices, openExportGround } from './test/export-ground.ts';
import { askDuckdb } from './test/read-export.ts';

let ground: ExportGround;
beforeAll(async () => {
  ground = await openExportGround();
  await enterDevices(ground, 'site-a', ['pos-1', 'pos-2']);
  await ground.store(
    'health_checks',
    Array.from({ length: 240 }, (_, i) => ({
      timestamp: new Date(Date.UTC(2026, 0, 18) + i * 600_000).toISOString(),
      device_id: `pos-${1 + (i % 2)}`,
    })),
  );
});
afterAll(() => ground.remove());

const request = {
  tables: ['health_checks'],
  from: '2026-01-18',
  to: '2026-01-19',
  features: true,
  split: { by: 'device' as const, train: 0.5, test: 0.5 },
};

/** A storage whose server dies before, or right after, its n-th write. */
function dyingStorage(dies: () => Promise<void>, nth: number, when: string): ObjectStorage {
  const { storage } = ground.deps;
  let writes = 0;
  return {
    ...storage,
    async write(key, source) {
      writes += 1;
      if (writes === nth && when === 'before') await dies();
      const written = await storage.write(key, source);
      if (writes === nth && when === 'after') await dies();
      return written;
    },
  };
}

const sumsOf = (id: string) =>
  askDuckdb(
    `SELECT filename.split('/')[-3:] AS file, count(*)::int AS rows FROM FILES GROUP BY 1 ORDER BY 2, 1`,
    ground.pathOf(id),
  );

test('killed at any write, an export is finished by another server, every row once', async () => {
  const wanted = (await sumsOf(await ground.make(request))).map(({ rows }) => rows);
  for (let nth = 1; nth <= 9; nth += 1) {
    for (const when of nth % 2 === 0 ? ['before'] : ['after']) {
      const { export_id: id } = await ground.exports.create(request, { local: true });
      const dying = ground.open({
        server: 'dying',
        storage: dyingStorage(
          async () => {
            void dying.stop();
            throw new Error('killed');
          },
          nth,
          when,
        ),
      });
      await dying.settle();
      ground.clock.advanceMs(limits.exportLeaseMilliseconds + 1);
      await ground.exports.settle();
      const { status, steps, steps_done } = await ground.exports.read(id);
      expect([nth, when, status, steps_done]).toEqual([nth, when, 'completed', steps]);
      expect((await sumsOf(id)).map(({ rows }) => rows)).toEqual(wanted);
    }
  }
});

test('what a server began in a folder of its own waits for that server; what it had not begun does not', async () => {
  const own = { isShared: false, server: 'own' };
  const began = await ground.exports.create(request, { local: true });
  const dying = ground.open({
    ...own,
    storage: dyingStorage(
      async () => {
        void dying.stop();
        throw new Error('killed');
      },
      3,
      'before',
    ),
  });
  await dying.settle();
  const other = await ground.exports.create(request, { local: true });
  ground.clock.advanceMs(limits.exportLeaseMilliseconds + 1);
  await ground.open({ isShared: false, server: 'another' }).settle();
  expect(await ground.exports.read(began.export_id)).toMatchObject({ status: 'running' });
  expect(await ground.exports.read(other.export_id)).toMatchObject({ status: 'completed' });
  await ground.open(own).settle();
  expect(await ground.exports.read(began.export_id)).toMatchObject({ status: 'completed' });
});

test('one that failed says why, and goes on where it stood', async () => {
  const { export_id: id } = await ground.exports.create(request, { local: true });
  const refusing = ground.open({
    log: createLog('silent'),
    storage: {
      ...ground.deps.storage,
      write: (key, source) =>
        key.endsWith('quality.json')
          ? Promise.reject(new Error('no quality today'))
          : ground.deps.storage.write(key, source),
    },
  });
  await refusing.settle();
  const failed = await ground.exports.read(id);
  expect(failed).toMatchObject({ status: 'failed', error_message: 'no quality today' });
  const before = failed.steps_done;
  expect(before).toBeGreaterThan(0);
  await ground.exports.resume(id, { local: true });
  await ground.exports.settle();
  expect(await ground.exports.read(id)).toMatchObject({ status: 'completed', error_message: null });
  await expect(ground.exports.resume(id, { local: true })).rejects.toMatchObject({
    code: 'export_not_in_state',
  });
});

test('retention is kept away from the rows until the export has ended', async () => {
  const held = () =>
    ground.database.query<{ table_name: string }>(
      'SELECT DISTINCT table_name FROM retention_holds WHERE released_at IS NULL ORDER BY 1',
    );
  const { export_id: id } = await ground.exports.create(
    { tables: ['health_checks'], from: '2026-01-18', to: '2026-01-19' },
    { local: true },
  );
  expect(await held()).toEqual([{ table_name: 'health_checks' }]);
  await ground.exports.settle();
  expect((await ground.exports.read(id)).status).toBe('completed');
  expect(await held()).toEqual([]);
});

test('an export that failed and that nobody goes on with lets retention go when its files go', async () => {
  const { export_id: id } = await ground.exports.create(request, { local: true });
  const refusing = ground.open({
    log: createLog('silent'),
    storage: { ...ground.deps.storage, write: () => Promise.reject(new Error('not today')) },
  });
  await refusing.settle();
  expect((await ground.exports.read(id)).status).toBe('failed');
  const held = () =>
    ground.database.query('SELECT 1 FROM retention_holds WHERE released_at IS NULL');
  await ground.exports.removeEnded();
  expect(await held()).not.toEqual([]);
  ground.clock.advanceMs(limits.exportFilesKeptDays * 86_400_000 + 1);
  while ((await ground.exports.removeEnded()) > 0);
  expect((await ground.exports.read(id)).status).toBe('cancelled');
  expect(await held()).toEqual([]);
});

test('files that are too old are removed, and the row stays', async () => {
  const id = await ground.make(request);
  ground.clock.advanceMs(limits.exportFilesKeptDays * 86_400_000 + 1);
  while ((await ground.exports.removeEnded()) > 0);
  expect(await ground.exports.read(id)).toMatchObject({ status: 'removed', stored_at: null });
  const kept: string[] = [];
  for await (const { key } of ground.deps.storage.list(id)) kept.push(key);
  expect(kept).toEqual([]);
});
