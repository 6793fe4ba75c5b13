import type { DeviceCommand } from '@homepot/catalogue';
import type { Clock } from '../../kernel/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import { classifyDatabaseError } from '../../store/index.ts';
import type { Jobs } from '../jobs/jobs.ts';

/** Devices that ask for commands over HTTP and wait until there is one. */
export interface CommandPolls {
  /**
   * The commands for a device: at once where there are some, else when there are, or none once the
   * wait is over or `signal` fires. A device waits once: asking again ends the wait before. Throws
   * overloaded where too many wait.
   */
  poll(
    deviceId: string,
    waitSeconds: number,
    signal?: AbortSignal,
  ): Promise<readonly DeviceCommand[]>;
  /** Ends waits that are over, and finds commands that other servers have made; again and again. */
  look(): Promise<void>;
  /** How many devices wait. */
  waiting(): number;
  /** Ends every wait, and takes no more. */
  stop(): void;
}

interface Waiting {
  readonly untilMs: number;
  resolve(commands: readonly DeviceCommand[]): void;
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
  const waiting = new Map<string, Waiting>();
  let isStopped = false;
  let lookedMs = Number.NEGATIVE_INFINITY;

  function end(deviceId: string, commands: readonly DeviceCommand[]): void {
    const wait = waiting.get(deviceId);
    waiting.delete(deviceId);
    wait?.resolve(commands);
  }

  /** Asks for those that wait. One that fails keeps waiting: the next look asks again. */
  async function serve(deviceIds: readonly string[]): Promise<void> {
    const here = deviceIds.filter((deviceId) => waiting.has(deviceId));
    await Promise.allSettled(
      here.map(async (deviceId) => {
        const commands = await jobs.ask(deviceId);
        if (commands.length > 0) end(deviceId, commands);
      }),
    );
  }

  function wait(deviceId: string, waitSeconds: number, signal: AbortSignal | undefined) {
    const { promise, resolve } = Promise.withResolvers<readonly DeviceCommand[]>();
    const own = { untilMs: clock.monotonicMs() + waitSeconds * 1_000, resolve };
    end(deviceId, []);
    waiting.set(deviceId, own);
    signal?.addEventListener('abort', () => {
      if (waiting.get(deviceId) === own) end(deviceId, []);
    });
    return promise;
  }

  jobs.onReleased((deviceIds) => {
    void serve(deviceIds);
  });

  return {
    async poll(deviceId, waitSeconds, signal) {
      if (!waiting.has(deviceId) && waiting.size >= limits.commandPollsMax) {
        throw new HomepotError('overloaded', { message: 'Too many devices wait for commands' });
      }
      if (waitSeconds === 0 || isStopped) return jobs.ask(deviceId);
      // Waits before it asks, so that what is made in between is not missed.
      const waited = wait(deviceId, waitSeconds, signal);
      const commands = await jobs.ask(deviceId);
      if (commands.length > 0) end(deviceId, commands);
      return waited;
    },
    async look() {
      const nowMs = clock.monotonicMs();
      for (const [deviceId, { untilMs }] of waiting) if (untilMs <= nowMs) end(deviceId, []);
      if (waiting.size === 0 || nowMs - lookedMs < limits.commandPollLookMilliseconds) return;
      lookedMs = nowMs;
      try {
        await serve(await jobs.findAddressed([...waiting.keys()]));
      } catch (error) {
        // While the database is away they go on waiting.
        if (classifyDatabaseError(error) !== 'retry') throw error;
      }
    },
    waiting: () => waiting.size,
    stop() {
      isStopped = true;
      for (const deviceId of [...waiting.keys()]) end(deviceId, []);
    },
  };
}
