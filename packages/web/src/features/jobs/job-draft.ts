import type {
  BodyOf,
  ClosedSitePolicy,
  createJob,
  JobSchedule,
  RollbackPolicy,
} from '@homepot/catalogue';
import { wordsOf } from '../../format/words-of.ts';

type Body = BodyOf<typeof createJob>;

/** What a person has written of a job so far. */
export interface JobDraft {
  readonly action: string;
  readonly version: string;
  readonly url: string;
  /** JSON. */
  readonly payload: string;
  readonly site: string;
  readonly segment: string;
  /** Ids, separated by spaces or commas. */
  readonly devices: string;
  readonly schedule: JobSchedule;
  /** As a native input writes it: local time of this browser. */
  readonly at: string;
  readonly isStaged: boolean;
  /** Percent, separated by commas. */
  readonly stages: string;
  readonly threshold: string;
  readonly closedSites: ClosedSitePolicy;
  readonly rollback: RollbackPolicy;
}

/** Nothing written yet. */
export const emptyDraft: JobDraft = {
  action: '',
  version: '',
  url: '',
  payload: '',
  site: '',
  segment: '',
  devices: '',
  schedule: 'now',
  at: '',
  isStaged: false,
  stages: '5, 25, 100',
  threshold: '20',
  closedSites: 'proceed',
  rollback: 'propose',
};

/** The devices that a draft names. */
export const devicesOf = ({ devices }: JobDraft): readonly string[] => wordsOf(devices);

const stagesOf = ({ stages }: JobDraft): readonly number[] => wordsOf(stages).map(Number);

function payloadOf({ payload }: JobDraft): Record<string, unknown> | undefined {
  if (payload.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(payload);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function problemOfStages(draft: JobDraft): string | undefined {
  const stages = stagesOf(draft);
  const rises = stages.every((percent, at) => percent > (stages[at - 1] ?? 0));
  return stages.length > 0 && rises && stages.at(-1) === 100
    ? undefined
    : 'Stages are percentages that rise to 100.';
}

/** What is still missing or wrong, in words; undefined where it can be sent. */
export function problemOfDraft(draft: JobDraft): string | undefined {
  if (draft.action.trim() === '') return 'Say what is to be done.';
  if (draft.site === '' && draft.segment === '' && devicesOf(draft).length === 0)
    return 'Say for whom.';
  if (payloadOf(draft) === undefined) return 'What the devices are told must be a JSON object.';
  if (draft.schedule === 'at' && Number.isNaN(Date.parse(draft.at))) return 'Say when it starts.';
  return draft.isStaged ? problemOfStages(draft) : undefined;
}

const optional = <Name extends string>(name: Name, text: string) =>
  text.trim() === '' ? {} : ({ [name]: text.trim() } as Record<Name, string>);

/** The body of a request for it. */
export function bodyOfDraft(draft: JobDraft): Body {
  const devices = devicesOf(draft);
  const payload = payloadOf(draft) ?? {};
  return {
    action: draft.action.trim(),
    ...optional('config_version', draft.version),
    ...optional('config_url', draft.url),
    ...(Object.keys(payload).length === 0 ? {} : { payload }),
    ...optional('site_id', draft.site),
    ...optional('segment', draft.segment),
    ...(devices.length === 0 ? {} : { device_ids: [...devices] }),
    schedule: draft.schedule,
    ...(draft.schedule === 'at' ? { scheduled_for: new Date(draft.at).toISOString() } : {}),
    ...(draft.isStaged ? { stages: [...stagesOf(draft)] } : {}),
    failure_threshold_percent: Number(draft.threshold),
    closed_sites: draft.closedSites,
    rollback: draft.rollback,
  };
}
