import { appendAudit, createBoundedMap } from '../../auth/index.ts';
import type { Clock, Log } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';

/** Why something that a device did was refused. */
export type RefusalCause =
  /** It named another device, another site, or a topic that is not its own. */
  | 'other_device'
  | 'client_id'
  | 'username'
  | 'topic'
  | 'last_will'
  | 'subscription'
  /** The device is unknown or inactive, or its credential has ended. */
  | 'credential'
  | 'message_invalid';

/** Something that was refused, and by whom it was sent. */
export interface DeviceRefusal {
  /** The device that the credential proves; for `credential`, the one that was named. */
  readonly deviceId: string;
  readonly cause: RefusalCause;
  /** What was wrong. Never repeats what was sent, but for names. */
  readonly message: string;
  readonly address?: string | undefined;
}

/** Tells of refusals in the log and in the audit trail: each device and cause once a minute. */
export interface DeviceRefusals {
  note(refusal: DeviceRefusal): void;
  /** Waits for entries that are being written. */
  stop(): Promise<void>;
}

const minuteMs = 60_000;

/** Creates the teller. What cannot be written, because the database is away, is in the log alone. */
export function createDeviceRefusals({
  database,
  clock,
  log,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
}): DeviceRefusals {
  const toldAtMs = createBoundedMap<number>(limits.deviceRefusalsRememberedMax);
  const writing = new Set<Promise<void>>();
  let minute = 0;
  let auditedInMinute = 0;

  async function audit({ deviceId, cause, message, address }: DeviceRefusal): Promise<void> {
    try {
      await database.transaction((transaction) =>
        appendAudit(transaction, {
          atMs: clock.nowMs(),
          eventType: 'device_refused',
          description: message,
          deviceId,
          metadata: { cause },
          address,
        }),
      );
    } catch (error) {
      log.warn({ err: error }, 'a refusal could not be written to the audit trail');
    }
  }

  return {
    note(refusal) {
      const nowMs = clock.monotonicMs();
      const key = `${refusal.cause} ${refusal.deviceId}`;
      if (nowMs - (toldAtMs.get(key) ?? Number.NEGATIVE_INFINITY) < minuteMs) return;
      toldAtMs.set(key, nowMs);
      log.warn(refusal, 'a device was refused');
      const thisMinute = Math.floor(nowMs / minuteMs);
      if (thisMinute !== minute) auditedInMinute = 0;
      minute = thisMinute;
      if (auditedInMinute >= limits.deviceRefusalsAuditedPerMinuteMax) return;
      auditedInMinute += 1;
      const written = audit(refusal).finally(() => writing.delete(written));
      writing.add(written);
    },
    async stop() {
      await Promise.all(writing);
    },
  };
}
