import { listQuarantine, listTables } from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import { bindRoute } from '../../http/index.ts';
import * as query from '../../query/index.ts';
import { goneSignal } from '../call/gone-signal.ts';
import type { ReadDependencies } from './read-dependencies.ts';

/** Binds the data dictionary and the quarantine. */
export function bindTables(app: FastifyInstance, deps: ReadDependencies): void {
  bindRoute(app, listTables, deps, (call) =>
    query.listTables(deps, call.query, goneSignal(call.reply)),
  );
  bindRoute(app, listQuarantine, deps, (call) =>
    query.listQuarantine(deps, call.query as query.Parameters, goneSignal(call.reply)),
  );
}
