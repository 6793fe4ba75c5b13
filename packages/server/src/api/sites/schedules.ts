import {
  putScheduleException,
  removeScheduleException,
  replaceSchedules,
  showSchedules,
} from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { Schedules } from '../../fleet/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import { actorOfCall } from '../call/caller-place.ts';

export interface SchedulesDependencies extends BindDependencies {
  readonly schedules: Schedules;
}

/** Binds when the sites are open. */
export function bindSchedules(app: FastifyInstance, deps: SchedulesDependencies): void {
  const { schedules } = deps;
  bindRoute(app, showSchedules, deps, ({ parameters }) => schedules.show(parameters.site_id));
  bindRoute(app, replaceSchedules, deps, (call) =>
    schedules.replaceWeek(call.parameters.site_id, call.body.schedules, actorOfCall(call)),
  );
  bindRoute(app, putScheduleException, deps, (call) => {
    const { site_id, date } = call.parameters;
    return schedules.putException(site_id, date, call.body, actorOfCall(call));
  });
  bindRoute(app, removeScheduleException, deps, (call) => {
    const { site_id, date } = call.parameters;
    return schedules.removeException(site_id, date, actorOfCall(call));
  });
}
