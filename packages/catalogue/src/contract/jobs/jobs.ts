import { Type } from 'typebox';
import { bytesInWords } from '../../in-words.ts';
import { callerLimits as limits } from '../../limits.ts';
import { targetStates } from '../../tables/job-targets.ts';
import {
  closedSitePolicies,
  jobSchedules,
  jobStatuses,
  rollbackPolicies,
} from '../../tables/jobs.ts';
import type { Route } from '../route.ts';
import { administrators, fleetReaders } from '../route.ts';
import { deviceIdSchema, siteIdSchema } from '../schema/fleet-schemas.ts';
import { nextCursorSchema, pageQuery } from '../schema/paging.ts';
import { instantSchema, plainText, textOrNull, withoutNul } from '../schema/plain-schemas.ts';
import { jobSchema } from './job-schema.ts';

const jobParameters = Type.Object({
  job_id: Type.String({ maxLength: 100, pattern: withoutNul }),
});

/** What a job is made of, whoever it is for. */
const orders = {
  action: plainText(100, 'What is to be done, e.g. `Update POS payment config`.'),
  payload: Type.Optional(
    Type.Record(Type.String(), Type.Unsafe<unknown>({}), {
      description: `What the devices are told, at most ${bytesInWords(limits.jobPayloadBytesMax)} as JSON.`,
    }),
  ),
  config_url: Type.Optional(plainText(500, 'Where the configuration lies.')),
  config_version: Type.Optional(
    plainText(50, 'Its version. A job with one is done when the device reports that version.'),
  ),
  attempts_max: Type.Optional(Type.Integer({ minimum: 1, maximum: 10, default: 3 })),
  time_to_live_seconds: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: limits.commandTimeToLiveSecondsMax,
      default: 86_400,
      description: 'For how long a command waits for a device that is offline.',
    }),
  ),
  force: Type.Optional(
    Type.Boolean({ default: false, description: 'Whether it runs in busy hours too.' }),
  ),
  rollback: Type.Optional(Type.Enum(rollbackPolicies, { default: 'propose' })),
  settle_seconds: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 86_400,
      default: 300,
      description: 'Between a change and the window that judges it.',
    }),
  ),
};

export const listJobs = {
  operation: 'listJobs',
  method: 'GET',
  path: '/api/v1/jobs',
  resource: 'jobs',
  summary: 'The jobs, newest first',
  callers: fleetReaders,
  query: Type.Object({
    ...pageQuery.properties,
    status: Type.Optional(Type.Enum(jobStatuses)),
    site_id: Type.Optional(Type.String({ maxLength: 50, pattern: withoutNul })),
  }),
  response: Type.Object({ data: Type.Array(jobSchema), next_cursor: nextCursorSchema }),
} as const satisfies Route;

export const createJob = {
  operation: 'createJob',
  method: 'POST',
  path: '/api/v1/jobs',
  resource: 'jobs',
  summary: 'Have something done by devices',
  description:
    'For a site, for a segment of it, or for the devices that are named. A job that finds no device fails at once, with that reason.',
  callers: administrators,
  body: Type.Object(
    {
      ...orders,
      site_id: Type.Optional(siteIdSchema),
      segment: Type.Optional(
        plainText(100, 'A group of devices; of all sites where no site is given.'),
      ),
      device_ids: Type.Optional(
        Type.Array(deviceIdSchema, { minItems: 1, maxItems: limits.jobDevicesMax }),
      ),
      priority: Type.Optional(Type.Enum(['high', 'normal', 'low'], { default: 'normal' })),
      schedule: Type.Optional(Type.Enum(jobSchedules, { default: 'now' })),
      scheduled_for: Type.Optional(
        instantSchema('When it starts, with `schedule` `at`; not in the past.'),
      ),
      stages: Type.Optional(
        Type.Array(Type.Number({ exclusiveMinimum: 0, maximum: 100 }), {
          minItems: 1,
          maxItems: 10,
          description: 'Percent of the devices that each stage reaches, rising to 100.',
        }),
      ),
      failure_threshold_percent: Type.Optional(
        Type.Number({
          minimum: 0,
          maximum: 100,
          default: 20,
          description: 'The job is paused when more of a stage fail.',
        }),
      ),
      closed_sites: Type.Optional(
        Type.Enum(closedSitePolicies, {
          default: 'proceed',
          description:
            'What becomes of devices whose site is closed: they are told all the same, wait for its opening or its maintenance window, or are skipped.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  status: 201,
  response: jobSchema,
} as const satisfies Route;

export const showJob = {
  operation: 'showJob',
  method: 'GET',
  path: '/api/v1/jobs/{job_id}',
  resource: 'jobs',
  summary: 'One job, with how many devices are how far',
  callers: fleetReaders,
  parameters: jobParameters,
  response: jobSchema,
} as const satisfies Route;

const targetSchema = Type.Object({
  device_id: Type.String(),
  state: Type.Enum(targetStates),
  stage: Type.Integer(),
  attempt: Type.Integer(),
  command_id: textOrNull,
  previous_version: textOrNull,
  not_before: textOrNull,
  deadline_at: textOrNull,
  sent_at: textOrNull,
  acknowledged_at: textOrNull,
  applied_at: textOrNull,
  ended_at: textOrNull,
  error_code: textOrNull,
  error_message: textOrNull,
  updated_at: Type.String(),
});

export const listJobTargets = {
  operation: 'listJobTargets',
  method: 'GET',
  path: '/api/v1/jobs/{job_id}/targets',
  resource: 'jobs',
  summary: 'How far a job is on each of its devices',
  callers: fleetReaders,
  parameters: jobParameters,
  query: Type.Object({
    ...pageQuery.properties,
    state: Type.Optional(Type.Enum(targetStates)),
  }),
  response: Type.Object({ data: Type.Array(targetSchema), next_cursor: nextCursorSchema }),
} as const satisfies Route;

const control = (operation: string, verb: string, summary: string, description: string) =>
  ({
    operation,
    method: 'POST',
    path: `/api/v1/jobs/{job_id}/${verb}`,
    resource: 'jobs',
    summary,
    description,
    callers: administrators,
    parameters: jobParameters,
    response: jobSchema,
  }) as const satisfies Route;

export const pauseJob = control(
  'pauseJob',
  'pause',
  'Send nothing more for now',
  'Devices that were told already finish.',
);
export const resumeJob = control(
  'resumeJob',
  'resume',
  'Go on with a paused job',
  'Where it stood.',
);
export const cancelJob = control(
  'cancelJob',
  'cancel',
  'End a job',
  'Devices that were not told are cancelled at once; those that apply it finish.',
);
export const retryJob = control(
  'retryJob',
  'retry',
  'Try the devices again that failed or timed out',
  'The job is under way again for them alone.',
);

export const sendCommand = {
  operation: 'sendCommand',
  method: 'POST',
  path: '/api/v1/devices/{device_id}/commands',
  resource: 'jobs',
  summary: 'Have something done by one device',
  description: 'A job for that device alone, at once.',
  callers: administrators,
  parameters: Type.Object({ device_id: Type.String({ maxLength: 100, pattern: withoutNul }) }),
  body: Type.Object(orders, { additionalProperties: false }),
  status: 201,
  response: jobSchema,
} as const satisfies Route;

export const changeDeviceConfig = {
  operation: 'changeDeviceConfig',
  method: 'POST',
  path: '/api/v1/devices/{device_id}/config',
  resource: 'jobs',
  summary: 'Give one device a new configuration',
  description: 'A job for that device alone, at once; the change is measured before and after.',
  callers: administrators,
  parameters: Type.Object({ device_id: Type.String({ maxLength: 100, pattern: withoutNul }) }),
  body: Type.Object(
    {
      config_version: plainText(50, 'The version.'),
      config_url: Type.Optional(plainText(500, 'Where it lies.')),
      config: Type.Optional(
        Type.Record(Type.String(), Type.Unsafe<unknown>({}), {
          description: 'What it says; with the reason it is the `payload` of the job.',
        }),
      ),
      reason: Type.Optional(plainText(500, 'Why.')),
      force: orders.force,
      rollback: orders.rollback,
      settle_seconds: orders.settle_seconds,
    },
    { additionalProperties: false },
  ),
  status: 201,
  response: jobSchema,
} as const satisfies Route;

/** Every route of this resource. */
export const jobRoutes: readonly Route[] = [
  listJobs,
  createJob,
  showJob,
  listJobTargets,
  pauseJob,
  resumeJob,
  cancelJob,
  retryJob,
  sendCommand,
  changeDeviceConfig,
];
