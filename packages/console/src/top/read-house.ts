import type { AnswerOf, DeviceState } from '@homepot/catalogue';
import {
  badTargetStates,
  endedTargetStates,
  listJobs,
  listTables,
  openJobStatuses,
  readLiveness,
  readReadiness,
  readServerMetrics,
  summariseDevices,
} from '@homepot/catalogue';
import type { Client, Row } from '@homepot/client';
import { ClientError } from '@homepot/client';
import type { FleetView, Job, JobView, LatestView } from './house-view.ts';
import { tableFamilies } from './table-families.ts';

/** How long one question may take: a server that hangs is one that is away. */
const answerMsMax = 5_000;
const jobsAsked = 50;
const underWay: readonly string[] = openJobStatuses;
const bad: readonly string[] = badTargetStates;
const ended: readonly string[] = endedTargetStates;

const inTime = (): AbortSignal => AbortSignal.timeout(answerMsMax);

/** Null where this caller may not see it or the server does not have it; other failures are thrown. */
async function orNull<Value>(reading: Promise<Value>): Promise<Value | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ClientError && [401, 403, 404].includes(error.status)) return null;
    throw error;
  }
}

/** How the parts of the server are; one that refuses batches says so in the same words. */
export async function readHealth(client: Client): Promise<AnswerOf<typeof readReadiness>> {
  try {
    return await client.call(readReadiness, { signal: inTime() });
  } catch (error) {
    if (error instanceof ClientError && error.problem.parts !== undefined) {
      return error.problem as unknown as AnswerOf<typeof readReadiness>;
    }
    throw error;
  }
}

/** The version of the server. */
export const readVersion = async (client: Client): Promise<string> =>
  (await client.call(readLiveness, { signal: inTime() })).version;

/** The numbers of `/metrics`, as text. */
export const readFigures = (client: Client): Promise<string | null> =>
  orNull(client.call(readServerMetrics, { signal: inTime() }));

/** Rows of a table, and whether that is an estimate. */
export interface Total {
  readonly rows: number;
  readonly estimated: boolean;
}

/** Rows of each family: counted where there are few, else what PostgreSQL believes. */
export async function readTotals(client: Client): Promise<ReadonlyMap<string, Total> | null> {
  const table = tableFamilies.map((family) => family.table);
  const answer = await orNull(client.call(listTables, { query: { table }, signal: inTime() }));
  return answer && new Map(answer.data.map(({ name, ...total }) => [name, total]));
}

/** The devices by state. */
export async function readFleet(client: Client): Promise<FleetView | null> {
  const answer = await orNull(client.call(summariseDevices, { signal: inTime() }));
  if (answer === null) return null;
  return {
    total: answer.total,
    by_status: answer.by_status as Readonly<Record<DeviceState, number>>,
  };
}

function viewJob({ job_id, action, status, site_id, targets }: Job): JobView {
  const counts = targets as unknown as Readonly<Record<string, number>>;
  const sum = (states: readonly string[]) =>
    states.reduce((total, state) => total + (counts[state] ?? 0), 0);
  const total = counts.total ?? 0;
  return { job_id, action, status, site_id, total, done: sum(ended), failed: sum(bad) };
}

/** The jobs among the newest that are under way. */
export async function readJobs(client: Client): Promise<readonly JobView[] | null> {
  const query = { limit: jobsAsked };
  const answer = await orNull(client.call(listJobs, { query, signal: inTime() }));
  return answer?.data.filter((job) => underWay.includes(job.status)).map(viewJob) ?? null;
}

async function readNewest(client: Client, table: string): Promise<Row | null> {
  const list = client.list(table, { limit: 1, order: 'desc' }, inTime());
  const first = await orNull(list.pages().next());
  return first?.value?.data[0] ?? null;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const stateLevels: Readonly<Record<string, LatestView['level']>> = {
  online: 'good',
  degraded: 'warn',
  error: 'bad',
  offline: 'bad',
};

/** The last change of the state of any device. */
export async function readLastState(client: Client): Promise<LatestView | null> {
  const row = await readNewest(client, 'device_state_history');
  if (row === null) return null;
  const reason = text(row.reason) === '' ? '' : `: ${text(row.reason)}`;
  return {
    at: text(row.timestamp),
    device_id: textOrNull(row.device_id),
    text: `${text(row.previous_state) || 'new'} -> ${text(row.new_state)}${reason}`,
    level: stateLevels[text(row.new_state)] ?? 'quiet',
  };
}

/** The last error that was logged. */
export async function readLastError(client: Client): Promise<LatestView | null> {
  const row = await readNewest(client, 'error_logs');
  if (row === null) return null;
  const severity = text(row.severity);
  return {
    at: text(row.timestamp),
    device_id: textOrNull(row.device_id),
    text: `${severity} ${text(row.category)}: ${text(row.error_message)}`,
    level: severity === 'error' || severity === 'critical' ? 'bad' : 'warn',
  };
}
