import { readDataQuality } from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import { openBetween, readSiteSchedules } from '../../fleet/index.ts';
import { bindRoute } from '../../http/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import * as query from '../../query/index.ts';
import { goneSignal } from '../call/gone-signal.ts';
import type { ReadDependencies } from './read-dependencies.ts';

/** Makes work refuse what comes while it is at it. */
function createGate(): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  return async (work) => {
    if (running >= limits.judgementsAtOnceMax) {
      throw new HomepotError('rate_limited', {
        message: 'The data are being judged for another caller',
        retryAfterSeconds: limits.judgementRetrySeconds,
      });
    }
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
    }
  };
}

/** Binds the judgement of the collected data. */
export function bindDataQuality(app: FastifyInstance, deps: ReadDependencies): void {
  const quality = {
    ...deps,
    judgementMillisecondsMax: limits.judgementMillisecondsMax,
    readOpenings: async (siteRowIds: readonly number[], atMs: number) => {
      const schedules = await readSiteSchedules(deps.database, siteRowIds, atMs);
      return (siteRowId: number, fromMs: number, toMs: number) => {
        const schedule = schedules.get(siteRowId);
        return schedule === undefined ? toMs - fromMs : openBetween(schedule, fromMs, toMs);
      };
    },
  };
  const enter = createGate();
  bindRoute(app, readDataQuality, deps, (call) =>
    enter(() => query.readDataQuality(quality, call.query, goneSignal(call.reply))),
  );
}
