import type { DeviceCommand } from '@homepot/catalogue';
import type { Clock, Log } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';

/** A device as messages address it. */
export interface DeviceAddress {
  readonly siteId: string;
  readonly deviceId: string;
}

/** The devices that listen for commands at this server. */
interface Listeners {
  has(deviceId: string): boolean;
  names(): readonly string[];
}

/** One device that runs with what a job gave it. */
export interface ChangedTarget {
  /** The id of the row of `job_targets`. */
  readonly targetId: number;
  readonly deviceRowId: number;
  readonly deviceId: string;
  readonly siteId: string;
  readonly provenance: 'real' | 'controlled' | 'simulated';
  readonly commandId: string;
  /** The configuration it ran with before; null where it never told. */
  readonly previousVersion: string | null;
  /** When it said that it is done, ISO 8601. */
  readonly appliedAt: string;
}

/** The job that they belong to. */
export interface ChangedJob {
  readonly id: number;
  readonly jobId: string;
  readonly action: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly configUrl: string | null;
  readonly configVersion: string | null;
  readonly rollback: 'none' | 'propose' | 'perform';
  readonly settleSeconds: number;
  /** The job that it takes back. */
  readonly rollbackOf: string | null;
  /** Who made it; null where the house itself did. */
  readonly createdBy: string | null;
}

/**
 * Is told of all targets that one step found changed, inside its transaction: those that it verified, and those
 * that run with what they were given and failed their check.
 */
export type OnChanged = (
  transaction: Transaction,
  changed: {
    readonly job: ChangedJob;
    readonly targets: readonly ChangedTarget[];
    readonly atMs: number;
  },
) => Promise<void>;

/** Is told jobs, by their ids, of which something was committed: whoever watches them looks again. */
export type TellJobs = (jobIds: readonly string[]) => void;

export interface JobsDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Hands a command to a device at once. Absent where devices only ask for commands. */
  readonly publish?: (device: DeviceAddress, command: DeviceCommand) => Promise<boolean>;
  /** The devices that `publish` reaches. Absent where it may reach all, as a broker elsewhere does. */
  readonly listeners?: Listeners;
  readonly onChanged?: OnChanged;
  /** Is told the jobs of which something has just been committed. */
  readonly tell?: TellJobs;
}
