import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { auditLogs, configurationHistory, telemetryTables } from '@homepot/catalogue';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Manifest } from './parts/manifest.ts';
import type { ArchiveGround } from './test/archive-ground.ts';
import { openArchiveGround } from './test/archive-ground.ts';
import { rowsOfTable } from './test/random-table-rows.ts';

let ground: ArchiveGround;
let duck: Awaited<ReturnType<DuckDBInstance['connect']>>;

beforeAll(async () => {
  ground = await openArchiveGround();
  duck = await (await DuckDBInstance.create(':memory:')).connect();
  await duck.run("SET TimeZone = 'UTC'");
});
afterAll(async () => {
  duck.disconnectSync();
  await ground.remove();
});

async function ask(sql: string): Promise<readonly Record<string, unknown>[]> {
  return (await duck.runAndReadAll(sql)).getRowObjectsJson();
}

// Of ledgers, which are not partitioned, a range is archived.
const ledgers = [auditLogs, configurationHistory];
const tables = [...telemetryTables, ...ledgers].map((table) => [table.name, table] as const);

test.each(tables)(
  'DuckDB finds in the file of %s the rows, sums and hash that PostgreSQL finds in the table',
  async (name, table) => {
    const rows = fc.sample(rowsOfTable(table), { numRuns: 150, seed: 7 });
    await ground.store(name, rows);
    const part = await ground.archive.write(ground.dayOf(name));
    // Verifying compares the file with PostgreSQL's own sums and hash of the rows.
    await ground.archive.verify(part.id);
    const path = join(ground.folder, part.file);
    const text = await readFile(path.replace('.parquet', '.manifest.json'), 'utf8');
    const manifest = JSON.parse(text) as Manifest;
    expect(manifest.rows).toBe(150);
    const [found] = await ask(manifest.duckdb.replace('FILE', path));
    const { rows: count, oldest, newest, hash, ...sums } = found ?? {};
    expect({ count, oldest, newest }).toEqual({
      count: '150',
      oldest: manifest.oldest,
      newest: manifest.newest,
    });
    expect(String(hash).padStart(16, '0')).toBe(manifest.hash);
    for (const [column, sum] of Object.entries(manifest.sums)) {
      const is = sums[`sum_${column}`] ?? null;
      expect(is === null).toBe(sum === null);
      if (sum === null || is === null || Number(sum) === Number(is)) continue;
      // Floating-point sums depend on the order of adding; the exact bits are in the hash.
      expect(Number(is) / Number(sum)).toBeCloseTo(1, 9);
    }
  },
);
