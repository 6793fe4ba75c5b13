import {
  acknowledgeAlert,
  createSilence,
  endSilence,
  listAlertMutes,
  listAlerts,
  listSilences,
  showAlert,
} from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { Alerts } from '../../alert/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import { actorOfCall } from '../call/caller-place.ts';

export interface AlertsApiDependencies extends BindDependencies {
  readonly alerts: Alerts;
}

/** Binds what was found, and the silences. */
export function bindAlerts(app: FastifyInstance, deps: AlertsApiDependencies): void {
  const { found, silences } = deps.alerts;
  bindRoute(app, listAlerts, deps, ({ query }) => found.list(query));
  bindRoute(app, showAlert, deps, ({ parameters }) => found.read(parameters.id));
  bindRoute(app, acknowledgeAlert, deps, (call) =>
    found.acknowledge(call.parameters.id, actorOfCall(call)),
  );
  bindRoute(app, listAlertMutes, deps, ({ query }) => found.listMutes(query));
  bindRoute(app, listSilences, deps, ({ query }) => silences.list(query));
  bindRoute(app, createSilence, deps, (call) => silences.create(call.body, actorOfCall(call)));
  bindRoute(app, endSilence, deps, (call) => silences.end(call.parameters.id, actorOfCall(call)));
}
