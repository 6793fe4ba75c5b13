import { Type } from 'typebox';
import { targetStates } from '../../tables/job-targets.ts';
import {
  closedSitePolicies,
  jobSchedules,
  jobStatuses,
  rollbackPolicies,
} from '../../tables/jobs.ts';
import { jsonObject, textOrNull } from '../schema/plain-schemas.ts';

const counts = Type.Object(
  Object.fromEntries(targetStates.map((state) => [state, Type.Integer()])) as Record<
    (typeof targetStates)[number],
    ReturnType<typeof Type.Integer>
  >,
);

/** A job as the API shows it. */
export const jobSchema = Type.Object({
  job_id: Type.String(),
  action: Type.String(),
  status: Type.Enum(jobStatuses),
  priority: Type.Enum(['high', 'normal', 'low']),
  site_id: textOrNull,
  segment: textOrNull,
  payload: jsonObject,
  config_url: textOrNull,
  config_version: textOrNull,
  schedule: Type.Enum(jobSchedules),
  scheduled_for: textOrNull,
  stages: Type.Array(Type.Number()),
  stage: Type.Integer(),
  failure_threshold_percent: Type.Number(),
  attempts_max: Type.Integer(),
  time_to_live_seconds: Type.Integer(),
  is_forced: Type.Boolean(),
  closed_sites: Type.Enum(closedSitePolicies),
  rollback: Type.Enum(rollbackPolicies),
  settle_seconds: Type.Integer(),
  rollback_of: textOrNull,
  verdict: Type.Union([jsonObject, Type.Null()]),
  error_code: textOrNull,
  error_message: textOrNull,
  created_by: textOrNull,
  created_at: Type.String(),
  started_at: textOrNull,
  completed_at: textOrNull,
  targets: Type.Intersect([Type.Object({ total: Type.Integer() }), counts]),
});
