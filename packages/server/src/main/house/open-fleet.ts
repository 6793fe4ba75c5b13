import type { ClosedLoop, CommandPolls, Jobs } from '../../fleet/index.ts';
import { createClosedLoop, createCommandPolls, createJobs } from '../../fleet/index.ts';
import type { MqttDoor } from '../../intake/index.ts';
import type { Live } from '../../live/index.ts';
import type { WorkQueue } from '../../store/index.ts';
import { createWorkQueue } from '../../store/index.ts';
import type { Base } from './open-base.ts';

/** What is done to devices. */
export interface Fleet {
  readonly jobs: Jobs;
  readonly polls: CommandPolls;
  readonly closedLoop: ClosedLoop;
}

/** Opens the queue of work for later. What is sent to it survives this server. */
async function openWorkQueue({ store, clock, log, stack }: Base): Promise<WorkQueue> {
  const workQueue = createWorkQueue({ database: store.database, clock, log });
  stack.append('work queue', () => workQueue.stop());
  await workQueue.start();
  return workQueue;
}

/** Opens the orchestrator, and the closed loop that hears of its changes. The timetable makes both look. */
export async function openFleet(
  base: Base,
  mqtt: MqttDoor | undefined,
  live: Pick<Live, 'publish'>,
): Promise<Fleet> {
  const { config, store, clock, log, stack } = base;
  const workQueue = await openWorkQueue(base);
  const tell = (jobIds: readonly string[]): void => {
    for (const job_id of jobIds) live.publish('jobs', { job_id });
  };
  const closedLoop = createClosedLoop(
    { database: store.database, workQueue, jobs: () => jobs, tell, clock, log },
    {
      windowSecondsMax: config.CONFIGURATION_WINDOW_SECONDS,
      snapshotSeconds: config.THIN_SNAPSHOT_SECONDS,
    },
  );
  const { onChanged } = closedLoop;
  const { publishCommand: publish, listeners } = mqtt ?? {};
  const telling = { ...(publish && { publish }), ...(listeners && { listeners }) };
  const jobs = createJobs({ database: store.database, clock, log, onChanged, tell, ...telling });
  stack.append('jobs', () => jobs.stop());
  const polls = createCommandPolls({ jobs, clock });
  await closedLoop.start();
  return { jobs, polls, closedLoop };
}
