import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Exports, JudgementRequest, ThreadPlace } from '../../export/index.ts';
import { createExports } from '../../export/index.ts';
import { openBetween, readSiteSchedules } from '../../fleet/index.ts';
import { limits } from '../../kernel/index.ts';
import { readDataQuality } from '../../query/index.ts';
import type { Archive } from '../../retention/index.ts';
import { createStorage } from '../../retention/index.ts';
import { version } from '../version.ts';
import type { Base } from './open-base.ts';
import type { Path } from './open-path.ts';

/** Judges data as `homepot validate` does, as if it were the end of the range now. */
function createJudge({ store, clock }: Base) {
  const { database } = store;
  const readOpenings = async (siteRowIds: readonly number[], atMs: number) => {
    const schedules = await readSiteSchedules(database, siteRowIds, atMs);
    return (siteRowId: number, fromMs: number, toMs: number) => {
      const schedule = schedules.get(siteRowId);
      return schedule === undefined ? toMs - fromMs : openBetween(schedule, fromMs, toMs);
    };
  };
  return ({ days, provenance, untilMs }: JudgementRequest, signal: AbortSignal) =>
    readDataQuality(
      {
        database,
        clock: { ...clock, nowMs: () => untilMs },
        judgementMillisecondsMax: limits.judgementMillisecondsMax,
        readOpenings,
      },
      { min_days: days, min_rows: 0, provenance: [...provenance] },
      signal,
    );
}

/** Where exports go: the storage of archives where one is set, else a folder of their own. */
function storageSettings(config: Base['config']): ThreadPlace['storage'] {
  return {
    ARCHIVE_URL: config.ARCHIVE_URL,
    ARCHIVE_S3_ENDPOINT: config.ARCHIVE_S3_ENDPOINT,
    ARCHIVE_S3_REGION: config.ARCHIVE_S3_REGION,
    ARCHIVE_S3_ACCESS_KEY_ID: config.ARCHIVE_S3_ACCESS_KEY_ID,
    ARCHIVE_S3_SECRET_ACCESS_KEY: config.ARCHIVE_S3_SECRET_ACCESS_KEY,
  };
}

function openStorage({ config, dataFolder, clock, store }: Base) {
  const isShared = config.ARCHIVE_URL !== undefined;
  const place = isShared ? config : { ...config, ARCHIVE_URL: join(dataFolder, 'exports') };
  return {
    storage: createStorage({ config: place, dataFolder, clock }),
    thread: {
      connectionString: store.connectionString,
      storage: storageSettings(place),
      archive: storageSettings(config),
      dataFolder,
    },
    keyPrefix: isShared ? 'exports/' : '',
    isShared,
  };
}

/** Opens the data sets. The timetable makes them look for what waits. */
export function openExports(base: Base, { drains, lanes }: Path, archive: Archive): Exports {
  const { store, clock, log, auth, stack } = base;
  const exports = createExports({
    database: store.database,
    clock,
    log,
    secretBox: auth.secretBox,
    ...openStorage(base),
    archive,
    // The name stays the same when the server starts again: what it wrote is still there.
    server: `${hostname().slice(0, 80)}/${(lanes.spools[0]?.id ?? '').slice(0, 8)}`,
    version,
    readBacklogSeconds: () =>
      drains.reduce((most, drain) => Math.max(most, drain.state().lagSeconds ?? 0), 0),
    judge: createJudge(base),
  });
  stack.append('exports', () => exports.stop());
  return exports;
}
