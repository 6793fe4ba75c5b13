import { readDataQuality } from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import { openBetween, readSiteSchedules } from '../fleet/index.ts';
import { bindRoute } from '../http/index.ts';
import * as query from '../query/index.ts';
import type { ReadDependencies } from './analytics.ts';
import { goneSignal } from './gone-signal.ts';

/** Binds the judgement of the collected data. */
export function bindDataQuality(app: FastifyInstance, deps: ReadDependencies): void {
  const quality = {
    ...deps,
    readOpenings: async (siteRowIds: readonly number[], atMs: number) => {
      const schedules = await readSiteSchedules(deps.database, siteRowIds, atMs);
      return (siteRowId: number, fromMs: number, toMs: number) => {
        const schedule = schedules.get(siteRowId);
        return schedule === undefined ? toMs - fromMs : openBetween(schedule, fromMs, toMs);
      };
    },
  };
  bindRoute(app, readDataQuality, deps, (call) =>
    query.readDataQuality(quality, call.query, goneSignal(call.reply)),
  );
}
