import { limits } from '../../kernel/index.ts';
import type { StoredJob } from './job.ts';

/** How much devices may still be given in one answer, or one after the other when they connect. */
export interface AnswerBudget {
  /** Whether the answer to a device has room for one more command, of so many bytes. */
  hasRoom(deviceId: string, bytes: number): boolean;
  spend(deviceId: string, bytes: number): void;
}

/** At most how many bytes each command of a job has, as JSON. */
export function commandBytesOf({ action, payload, config_url, config_version }: StoredJob): number {
  const shared = JSON.stringify({ action, payload, config_url, config_version });
  return Buffer.byteLength(shared) + limits.commandNameBytesMax;
}

/** Nobody was given anything yet. A first command has room whatever its size, else it never would. */
export function createAnswerBudget(): AnswerBudget {
  const given = new Map<string, { readonly count: number; readonly bytes: number }>();
  return {
    hasRoom(deviceId, bytes) {
      const known = given.get(deviceId);
      if (known === undefined) return true;
      return (
        known.count < limits.commandsPerAnswerMax &&
        known.bytes + bytes <= limits.commandBytesPerAnswerMax
      );
    },
    spend(deviceId, bytes) {
      const known = given.get(deviceId) ?? { count: 0, bytes: 0 };
      given.set(deviceId, { count: known.count + 1, bytes: known.bytes + bytes });
    },
  };
}
