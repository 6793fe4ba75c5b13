import {
  cancelJob,
  changeDeviceConfig,
  createJob,
  listJobs,
  listJobTargets,
  pauseJob,
  resumeJob,
  retryJob,
  sendCommand,
  showJob,
} from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { Jobs } from '../../fleet/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import { actorOfCall } from '../call/caller-place.ts';

export interface JobsApiDependencies extends BindDependencies {
  readonly jobs: Jobs;
}

const withoutUndefined = <Value extends object>(value: Value): Partial<Value> =>
  Object.fromEntries(
    Object.entries(value).filter(([, part]) => part !== undefined),
  ) as Partial<Value>;

/** Binds what people do with jobs. */
export function bindJobs(app: FastifyInstance, deps: JobsApiDependencies): void {
  const { jobs } = deps;
  bindRoute(app, listJobs, deps, ({ query }) => jobs.list(query));
  bindRoute(app, createJob, deps, (call) => jobs.create(call.body, actorOfCall(call)));
  bindRoute(app, showJob, deps, ({ parameters }) => jobs.read(parameters.job_id));
  bindRoute(app, listJobTargets, deps, ({ parameters, query }) =>
    jobs.listTargets(parameters.job_id, query),
  );
  bindRoute(app, pauseJob, deps, (call) =>
    jobs.control('pause', call.parameters.job_id, actorOfCall(call)),
  );
  bindRoute(app, resumeJob, deps, (call) =>
    jobs.control('resume', call.parameters.job_id, actorOfCall(call)),
  );
  bindRoute(app, cancelJob, deps, (call) =>
    jobs.control('cancel', call.parameters.job_id, actorOfCall(call)),
  );
  bindRoute(app, retryJob, deps, (call) =>
    jobs.control('retry', call.parameters.job_id, actorOfCall(call)),
  );
  bindRoute(app, sendCommand, deps, (call) => {
    const device_ids = [call.parameters.device_id];
    return jobs.create({ ...call.body, device_ids }, actorOfCall(call));
  });
  bindRoute(app, changeDeviceConfig, deps, (call) => {
    const { config, reason, ...orders } = call.body;
    const payload = withoutUndefined({ config, reason });
    const device_ids = [call.parameters.device_id];
    const action = 'Change configuration';
    return jobs.create({ ...orders, action, payload, device_ids }, actorOfCall(call));
  });
}
