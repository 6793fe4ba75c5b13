import type { DeviceCommand } from '@homepot/catalogue';
import { errorFacts } from '@homepot/catalogue';
import { HomepotError } from '../../kernel/index.ts';

/** A device that asks, by one of its credentials. */
export interface Asker {
  readonly deviceId: string;
  readonly keyId: string;
  /** Throws what a new request with the credential would be refused with. */
  confirm(): Promise<void>;
}

interface Wait {
  readonly asker: Asker;
  /** By the monotonic clock. */
  readonly untilMs: number;
  resolve(commands: readonly DeviceCommand[]): void;
  reject(error: unknown): void;
}

/** Whose waits end: those of credentials that have ended, or that of a device that was moved. */
export type EndedWaits = { readonly keyIds: readonly string[] } | { readonly deviceId: string };

/** Those that wait for commands, each device once. */
export interface Waits {
  has(deviceId: string): boolean;
  deviceIds(): readonly string[];
  size(): number;
  /** Begins a wait, and ends the one before. */
  begin(
    asker: Asker,
    untilMs: number,
    signal: AbortSignal | undefined,
  ): Promise<readonly DeviceCommand[]>;
  end(deviceId: string, commands: readonly DeviceCommand[]): void;
  endOver(nowMs: number): void;
  endOf(which: EndedWaits): void;
  /**
   * Whether the device still waits, by a credential that is still good: what is asked for counts as
   * sent. A wait outlives many requests, so what held when it began need not hold now.
   */
  mayBeTold(deviceId: string): Promise<boolean>;
}

/** Creates it, with nobody in it. */
export function createWaits(): Waits {
  const waiting = new Map<string, Wait>();

  function end(deviceId: string, commands: readonly DeviceCommand[]): void {
    const wait = waiting.get(deviceId);
    waiting.delete(deviceId);
    wait?.resolve(commands);
  }

  function refuse(wait: Wait, error: HomepotError): void {
    const { deviceId } = wait.asker;
    if (waiting.get(deviceId) === wait) waiting.delete(deviceId);
    wait.reject(error);
  }

  return {
    has: (deviceId) => waiting.has(deviceId),
    deviceIds: () => [...waiting.keys()],
    size: () => waiting.size,
    begin(asker, untilMs, signal) {
      const { deviceId } = asker;
      const { promise, resolve, reject } = Promise.withResolvers<readonly DeviceCommand[]>();
      const own = { asker, untilMs, resolve, reject };
      // It may be refused before whoever asked looks at it.
      promise.catch(() => undefined);
      end(deviceId, []);
      waiting.set(deviceId, own);
      signal?.addEventListener('abort', () => {
        if (waiting.get(deviceId) === own) end(deviceId, []);
      });
      return promise;
    },
    end,
    endOver(nowMs) {
      for (const [deviceId, { untilMs }] of waiting) if (untilMs <= nowMs) end(deviceId, []);
    },
    endOf(which) {
      if ('deviceId' in which) {
        end(which.deviceId, []);
        return;
      }
      const keyIds = new Set(which.keyIds);
      for (const wait of waiting.values()) {
        if (keyIds.has(wait.asker.keyId)) refuse(wait, new HomepotError('credential_invalid'));
      }
    },
    async mayBeTold(deviceId) {
      const wait = waiting.get(deviceId);
      if (wait === undefined) return false;
      try {
        await wait.asker.confirm();
      } catch (error) {
        // While it cannot be looked up, it goes on waiting.
        const isRefused = error instanceof HomepotError && !errorFacts[error.code].retryable;
        if (isRefused) refuse(wait, error);
        return false;
      }
      return waiting.get(deviceId) === wait;
    },
  };
}
