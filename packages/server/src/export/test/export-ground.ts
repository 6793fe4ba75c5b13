import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTable } from '@homepot/catalogue';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { createSecretBox } from '../../auth/index.ts';
import { createLog, createManualClock } from '../../kernel/index.ts';
import { createStorage } from '../../retention/index.ts';
import type { Database } from '../../store/index.ts';
import { createPartitions, quoteIdentifier } from '../../store/index.ts';
import type { Exports } from '../exports.ts';
import { createExports } from '../exports.ts';
import type { ExportsDependencies } from '../exports-dependencies.ts';
import type { GivenRequest } from '../request/read-request.ts';

type Row = Readonly<Record<string, unknown>>;

/** Exports on a database of their own, at a fixed instant: noon of 21 January 2026. */
export interface ExportGround {
  readonly database: Database;
  readonly testDatabase: TestDatabase;
  readonly clock: ReturnType<typeof createManualClock>;
  readonly folder: string;
  readonly deps: ExportsDependencies;
  readonly exports: Exports;
  /** Another server on the same database and storage. */
  open(more?: Partial<ExportsDependencies>): Exports;
  /** Stores rows as the door would have; what is left out is plain. */
  store(table: string, rows: readonly Row[]): Promise<void>;
  /** Makes an export and waits for its end; returns its id. */
  make(request: GivenRequest): Promise<string>;
  /** Where its files are. */
  pathOf(exportId: string, ...names: readonly string[]): string;
  remove(): Promise<void>;
}

const nowMs = Date.parse('2026-01-21T12:00:00Z');
const dayMs = 86_400_000;

const plain: Readonly<Record<string, unknown>> = {
  varchar: 'plain',
  text: 'plain',
  boolean: true,
  jsonb: {},
  integer: 1,
  double: 1,
};

function fill(table: string, row: Row): Row {
  const columns = findTable(table)?.columns ?? {};
  const needed = Object.entries(columns)
    .filter(([, column]) => !column.nullable && column.identity !== true)
    .map(([name, { type, values }]) => [name, values?.[0] ?? plain[type]] as const);
  const times = { received_at: row.timestamp, start_time: row.timestamp };
  const known = Object.fromEntries(Object.entries(times).filter(([name]) => name in columns));
  return { ...Object.fromEntries(needed), ...known, provenance: 'real', ...row };
}

async function storeRows(database: Database, table: string, rows: readonly Row[]): Promise<void> {
  const log = createLog('warn');
  const clock = createManualClock(nowMs);
  const days = rows.map(({ timestamp }) => Math.floor(Date.parse(String(timestamp)) / dayMs));
  await createPartitions({ database, clock, log }).ensure(table, [...new Set(days)]);
  const filled = rows.map((row) => fill(table, row));
  const names = Object.keys(filled[0] ?? {})
    .map(quoteIdentifier)
    .join(', ');
  const chosen = Object.keys(findTable(table)?.columns ?? {})
    .filter((name) => filled.some((row) => name in row))
    .map(quoteIdentifier)
    .join(', ');
  if (names === '') return;
  await database.query(
    `INSERT INTO ${quoteIdentifier(table)} (${chosen})
     SELECT ${chosen} FROM jsonb_populate_recordset(NULL::${quoteIdentifier(table)}, $1)`,
    [JSON.stringify(filled)],
  );
}

export async function openExportGround(): Promise<ExportGround> {
  const testDatabase = await createTestDatabase();
  const { database } = testDatabase;
  const folder = await mkdtemp(join(tmpdir(), 'homepot-exports-'));
  const clock = createManualClock(nowMs);
  const deps: ExportsDependencies = {
    database,
    clock,
    log: createLog('warn'),
    secretBox: createSecretBox(randomBytes(32)),
    storage: createStorage({
      config: { ARCHIVE_URL: folder, ARCHIVE_S3_REGION: 'x' } as Parameters<
        typeof createStorage
      >[0]['config'],
      dataFolder: folder,
      clock,
    }),
    keyPrefix: '',
    isShared: true,
    server: 'one',
    version: '0.0.0',
    readBacklogSeconds: () => 0,
  };
  const exports = createExports(deps);
  return {
    database,
    testDatabase,
    clock,
    folder,
    deps,
    exports,
    open: (more = {}) => createExports({ ...deps, ...more }),
    store: (table, rows) => storeRows(database, table, rows),
    async make(request) {
      const made = await exports.create(request, { local: true });
      await exports.settle();
      const { status, error_message: why } = await exports.read(made.export_id);
      if (status !== 'completed') throw new Error(`${status}: ${why}`);
      return made.export_id;
    },
    pathOf: (exportId, ...names) => join(folder, exportId, ...names),
    async remove() {
      await exports.stop();
      await testDatabase.drop();
      await rm(folder, { recursive: true });
    },
  };
}

/** Enters a site with devices. */
export async function enterDevices(
  { database }: Pick<ExportGround, 'database'>,
  site: string,
  devices: readonly string[],
): Promise<void> {
  await database.query('INSERT INTO sites (site_id, name) VALUES ($1, $1)', [site]);
  await database.query(
    `INSERT INTO devices (device_id, name, device_type, site_id)
     SELECT name, name, 'pos_terminal', (SELECT id FROM sites WHERE site_id = $1)
     FROM unnest($2::text[]) AS name`,
    [site, devices],
  );
}
