import { listActivitySessions, readSessionTotals } from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import { bindRoute } from '../../http/index.ts';
import * as query from '../../query/index.ts';
import { goneSignal } from '../call/gone-signal.ts';
import type { ReadDependencies } from './read-dependencies.ts';

/** Binds the sessions of people and agents. */
export function bindSessions(app: FastifyInstance, deps: ReadDependencies): void {
  bindRoute(app, listActivitySessions, deps, (call) =>
    query.listActivitySessions(deps, call.query as query.Parameters, goneSignal(call.reply)),
  );
  bindRoute(app, readSessionTotals, deps, (call) =>
    query.readSessionTotals(deps, call.query as query.Parameters, goneSignal(call.reply)),
  );
}
