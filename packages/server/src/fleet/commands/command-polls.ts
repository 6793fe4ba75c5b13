import type { DeviceCommand } from '@homepot/catalogue';
import type { Clock } from '../../kernel/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import { classifyDatabaseError } from '../../store/index.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Asker, EndedWaits } from './waits.ts';
import { createWaits } from './waits.ts';

/** Devices that ask for commands over HTTP and wait until there is one. */
export interface CommandPolls {
  /**
   * The commands for a device: at once where there are some, else when there are, or none once the
   * wait is over or `signal` fires. A device waits once: asking again ends the wait before. Throws
   * overloaded where too many wait, and credential_invalid once the credential is good no more.
   */
  poll(asker: Asker, waitSeconds: number, signal?: AbortSignal): Promise<readonly DeviceCommand[]>;
  /** Ends the waits of credentials that have ended, or the wait of a device that was moved. */
  endWaits(which: EndedWaits): void;
  /** Ends waits that are over, and finds commands that other servers have made; again and again. */
  look(): Promise<void>;
  /** How many devices wait. */
  waiting(): number;
  /** Ends every wait, and takes no more. */
  stop(): void;
}

type AskedJobs = Pick<Jobs, 'ask' | 'findAddressed' | 'onReleased'>;

/** Creates the waiting room. It has no timers: `look` is called again and again. */
export function createCommandPolls({
  jobs,
  clock,
}: {
  readonly jobs: AskedJobs;
  readonly clock: Clock;
}): CommandPolls {
  const waits = createWaits();
  let isStopped = false;
  let lookedMs = Number.NEGATIVE_INFINITY;

  /** Asks for those that wait. One that fails keeps waiting: the next look asks again. */
  async function serve(deviceIds: readonly string[]): Promise<void> {
    const here = deviceIds.filter((deviceId) => waits.has(deviceId));
    await Promise.allSettled(
      here.map(async (deviceId) => {
        if (!(await waits.mayBeTold(deviceId))) return;
        const commands = await jobs.ask(deviceId);
        if (commands.length > 0) waits.end(deviceId, commands);
      }),
    );
  }

  jobs.onReleased((deviceIds) => {
    void serve(deviceIds);
  });

  return {
    async poll(asker, waitSeconds, signal) {
      const { deviceId } = asker;
      if (!waits.has(deviceId) && waits.size() >= limits.commandPollsMax) {
        throw new HomepotError('overloaded', { message: 'Too many devices wait for commands' });
      }
      if (waitSeconds === 0 || isStopped) return jobs.ask(deviceId);
      // Waits before it asks, so that what is made in between is not missed.
      const untilMs = clock.monotonicMs() + waitSeconds * 1_000;
      const waited = waits.begin(asker, untilMs, signal);
      const commands = await jobs.ask(deviceId);
      if (commands.length > 0) waits.end(deviceId, commands);
      return waited;
    },
    endWaits: (which) => waits.endOf(which),
    async look() {
      const nowMs = clock.monotonicMs();
      waits.endOver(nowMs);
      if (waits.size() === 0 || nowMs - lookedMs < limits.commandPollLookMilliseconds) return;
      lookedMs = nowMs;
      try {
        await serve(await jobs.findAddressed(waits.deviceIds()));
      } catch (error) {
        // While the database is away they go on waiting.
        if (classifyDatabaseError(error) !== 'retry') throw error;
      }
    },
    waiting: () => waits.size(),
    stop() {
      isStopped = true;
      for (const deviceId of waits.deviceIds()) waits.end(deviceId, []);
    },
  };
}
