import {
  createNotifier,
  listDeliveries,
  listNotifiers,
  redeliver,
  removeNotifier,
  rotateNotifierSecret,
  showNotifier,
  testNotifier,
  updateNotifier,
} from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { Notifications } from '../../alert/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import { actorOfCall } from '../call/caller-place.ts';

export interface NotifiersDependencies extends BindDependencies {
  readonly notifications: Notifications;
}

const overlapSecondsDefault = 86_400;

/** Binds who is told of alerts, and the log of what was told. */
export function bindNotifiers(app: FastifyInstance, deps: NotifiersDependencies): void {
  const { notifiers, deliveries } = deps.notifications;
  bindRoute(app, listNotifiers, deps, ({ query }) => notifiers.list(query));
  bindRoute(app, createNotifier, deps, (call) => {
    call.reply.header('cache-control', 'no-store');
    return notifiers.create(call.body, actorOfCall(call));
  });
  bindRoute(app, showNotifier, deps, ({ parameters }) => notifiers.read(parameters.id));
  bindRoute(app, updateNotifier, deps, (call) =>
    notifiers.update(call.parameters.id, call.body, actorOfCall(call)),
  );
  bindRoute(app, removeNotifier, deps, (call) =>
    notifiers.remove(call.parameters.id, actorOfCall(call)),
  );
  bindRoute(app, rotateNotifierSecret, deps, (call) => {
    call.reply.header('cache-control', 'no-store');
    const overlap = call.body.overlap_seconds ?? overlapSecondsDefault;
    return notifiers.rotateSecret(call.parameters.id, overlap, actorOfCall(call));
  });
  bindRoute(app, testNotifier, deps, (call) =>
    notifiers.test(call.parameters.id, actorOfCall(call)),
  );
  bindRoute(app, listDeliveries, deps, ({ query }) => deliveries.list(query));
  bindRoute(app, redeliver, deps, (call) =>
    deliveries.redeliver(call.parameters.id, actorOfCall(call)),
  );
}
