import type { FastifyInstance } from 'fastify';
import {
  bindAnalytics,
  bindDataQuality,
  bindDemo,
  bindMetrics,
  bindRollups,
  bindSessions,
  bindTables,
} from '../../api/index.ts';
import { removeEmptyGroupsOf } from '../../errors/index.ts';
import { createDemo } from '../../fleet/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import type { Archive, Retention } from '../../retention/index.ts';
import { measurementHoldMs } from './measurement-hold.ts';
import type { Base } from './open-base.ts';

/** Binds the routes that read and judge rows and numbers, or take played ones out again. */
export function bindReading(
  app: FastifyInstance,
  bind: BindDependencies,
  { config, clock, store }: Base,
  { kept }: Retention,
  archive: Archive,
): void {
  const { database } = store;
  const reading = { ...bind, database, clock, removedUntil: kept.removedUntil, archive };
  const holding = { ...reading, holdMs: measurementHoldMs(config) };
  bindAnalytics(app, reading);
  bindMetrics(app, holding);
  bindRollups(app, holding);
  bindTables(app, reading);
  bindDataQuality(app, reading);
  bindSessions(app, reading);
  const demo = createDemo({
    database,
    clock,
    onRemoved: (transaction) => removeEmptyGroupsOf(transaction, 'simulated'),
  });
  bindDemo(app, { ...bind, demo });
}
