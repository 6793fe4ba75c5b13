import {
  createAlertRule,
  listAlertRules,
  previewAlertRule,
  removeAlertRule,
  showAlertRule,
  updateAlertRule,
} from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import { bindRoute } from '../../http/index.ts';
import { actorOfCall } from '../call/caller-place.ts';
import { goneSignal } from '../call/gone-signal.ts';
import type { AlertsApiDependencies } from './alerts.ts';

/** Binds what is watched. */
export function bindAlertRules(app: FastifyInstance, deps: AlertsApiDependencies): void {
  const { rules, preview } = deps.alerts;
  bindRoute(app, listAlertRules, deps, ({ query }) => rules.list(query));
  bindRoute(app, createAlertRule, deps, (call) => rules.create(call.body, actorOfCall(call)));
  bindRoute(app, previewAlertRule, deps, (call) => preview(call.body, goneSignal(call.reply)));
  bindRoute(app, showAlertRule, deps, ({ parameters }) => rules.read(parameters.id));
  bindRoute(app, updateAlertRule, deps, (call) =>
    rules.update(call.parameters.id, call.body, actorOfCall(call)),
  );
  bindRoute(app, removeAlertRule, deps, (call) =>
    rules.remove(call.parameters.id, actorOfCall(call)),
  );
}
