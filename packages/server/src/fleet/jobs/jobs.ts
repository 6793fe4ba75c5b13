import type { CommandAcknowledgement, DeviceCommand } from '@homepot/catalogue';
import type { Actor, AuditEntry } from '../../auth/index.ts';
import { appendAudit } from '../../auth/index.ts';
import type { Page } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { AcknowledgementOutcome, GivenAcknowledgement } from './acknowledge.ts';
import { acknowledgeAll } from './acknowledge.ts';
import { parseCommandId } from './command-id.ts';
import type { JobControl } from './control-job.ts';
import { controlJob, controlJobIn } from './control-job.ts';
import { createJob, createJobIn } from './create-job.ts';
import { claimFor, deliverNow, findAddressed } from './deliver.ts';
import { createGatherQueue } from './gather-queue.ts';
import type { Job } from './job.ts';
import type { DeviceAddress, JobsDependencies } from './jobs-dependencies.ts';
import type { JobInput } from './new-job.ts';
import type { JobsRequest, ShownTarget, TargetsRequest } from './read-jobs.ts';
import { listJobs, listTargets, readJob } from './read-jobs.ts';
import { createReconciler } from './reconciler.ts';

/** The orchestrator: see states.md for what it decides. Everything that it knows is in the database. */
export interface Jobs {
  /** Throws parameter_invalid and not_found with the field, and overloaded. */
  create(input: JobInput, actor: Actor): Promise<Job>;
  /**
   * The same in a transaction of the caller, who wakes the orchestrator once it is committed. What
   * the audit trail is to be told is put at the end of `entries`, where they are given: the caller
   * appends all of them as the last thing, because the trail is locked from the first one until the
   * commit. Without `entries` it is appended at once.
   */
  createIn(
    transaction: Transaction,
    input: JobInput,
    actor: Actor,
    entries?: AuditEntry[],
  ): Promise<Job>;
  list(request: JobsRequest): Promise<Page<Job>>;
  /** Throws not_found. */
  read(jobId: string): Promise<Job>;
  /** Throws not_found. */
  listTargets(jobId: string, request: TargetsRequest): Promise<Page<ShownTarget>>;
  /** Throws not_found and job_not_in_state. */
  control(control: JobControl, jobId: string, actor: Actor): Promise<Job>;
  /** The same in a transaction of the caller, who wakes the orchestrator; `entries` as of `createIn`. */
  controlIn(
    transaction: Transaction,
    control: JobControl,
    jobId: string,
    actor: Actor,
    entries: AuditEntry[],
  ): Promise<void>;
  /** In the database once it resolves. `unknown` where it is no command of the device. */
  acknowledge(
    device: Pick<DeviceAddress, 'deviceId'>,
    acknowledgement: CommandAcknowledgement,
  ): Promise<AcknowledgementOutcome>;
  /** The commands that a device is given now, which count as sent. */
  ask(deviceId: string): Promise<readonly DeviceCommand[]>;
  /** Publishes what waits for a device that has just connected here. */
  deliver(deviceId: string): Promise<void>;
  /** Of these devices, those for which a command is due. */
  findAddressed(deviceIds: readonly string[]): Promise<readonly string[]>;
  /** Is told the devices that this server has just made commands for. */
  onReleased(listener: (deviceIds: readonly string[]) => void): void;
  /** One pass over what is due; while one runs, another follows it. */
  reconcile(): Promise<void>;
  /** Begins a pass without waiting for it. */
  wake(): void;
  /** Waits for what runs. */
  stop(): Promise<void>;
}

const gathering = {
  itemsPerRunMax: limits.commandsPerTransactionMax,
  waitingMax: limits.commandsWaitingMax,
};

function tellOnce({ tell }: JobsDependencies, jobIds: readonly (string | undefined)[]): void {
  tell?.([...new Set(jobIds.filter((jobId) => jobId !== undefined))]);
}

function createAcknowledging(deps: JobsDependencies, wake: () => void) {
  return createGatherQueue<GivenAcknowledgement, AcknowledgementOutcome>(async (given) => {
    const outcomes = await deps.database.transaction((transaction) =>
      acknowledgeAll(transaction, given, deps.clock.nowMs()),
    );
    const changed = given.filter((_, place) => outcomes[place] === 'changed');
    const jobIds = changed.map(
      ({ acknowledgement }) => parseCommandId(acknowledgement.command_id)?.jobId,
    );
    tellOnce(deps, jobIds);
    if (changed.length > 0) wake();
    return outcomes;
  }, gathering);
}

function createAsking(deps: JobsDependencies) {
  return createGatherQueue<string, readonly DeviceCommand[]>(async (deviceIds) => {
    const deliveries = await claimFor(deps, { deviceIds, sent: true });
    tellOnce(
      deps,
      deliveries.map(({ command }) => command.job_id),
    );
    const byDevice = Map.groupBy(deliveries, ({ device }) => device.deviceId);
    return deviceIds.map((id) => (byDevice.get(id) ?? []).map(({ command }) => command));
  }, gathering);
}

function createDelivering(deps: JobsDependencies) {
  return createGatherQueue<string, undefined>(async (deviceIds) => {
    await deliverNow(deps, await claimFor(deps, { deviceIds, again: true }));
    return deviceIds.map(() => undefined);
  }, gathering);
}

/** Creates the orchestrator. It has no timers: `reconcile` is called again and again. */
export function createJobs(deps: JobsDependencies): Jobs {
  const { database, clock, log } = deps;
  const reconciler = createReconciler(deps);
  const wake = (): void => {
    reconciler.run().catch((error: unknown) => {
      log.error({ err: error }, 'a pass of the orchestrator failed');
    });
  };
  const acknowledging = createAcknowledging(deps, wake);
  const asking = createAsking(deps);
  const delivering = createDelivering(deps);
  const thenWake = async (work: Promise<Job>): Promise<Job> => {
    const job = await work;
    deps.tell?.([job.job_id]);
    wake();
    return job;
  };
  return {
    create: (input, actor) => thenWake(createJob(deps, input, actor)),
    async createIn(transaction, input, actor, entries) {
      const { job, entry } = await createJobIn(transaction, input, actor, clock.nowMs());
      if (entries === undefined) await appendAudit(transaction, entry);
      else entries.push(entry);
      return job;
    },
    list: (request) => listJobs(database, request),
    read: (jobId) => readJob(database, jobId),
    listTargets: (jobId, request) => listTargets(database, jobId, request),
    control: (control, jobId, actor) => thenWake(controlJob(deps, control, jobId, actor)),
    async controlIn(transaction, control, jobId, actor, entries) {
      entries.push(await controlJobIn(transaction, deps, control, jobId, actor));
    },
    acknowledge: (device, acknowledgement) => acknowledging.add({ device, acknowledgement }),
    ask: (deviceId) => asking.add(deviceId),
    deliver: (deviceId) => delivering.add(deviceId),
    findAddressed: (deviceIds) => findAddressed(deps, deviceIds),
    onReleased: (listener) => reconciler.onReleased(listener),
    reconcile: () => reconciler.run(),
    wake,
    async stop() {
      reconciler.stop();
      await Promise.all([acknowledging.idle(), asking.idle(), delivering.idle()]);
      await reconciler.idle();
    },
  };
}
