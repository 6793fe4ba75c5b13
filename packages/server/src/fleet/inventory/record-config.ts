import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '../../auth/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { StoredDevice } from './device.ts';

/** A change of a device that may change its configuration. */
export interface ConfigChange {
  readonly transaction: Transaction;
  readonly before: StoredDevice;
  readonly given: {
    readonly config?: Readonly<Record<string, unknown>> | undefined;
    readonly reason?: string | undefined;
  };
  readonly actor: Actor;
  readonly atMs: number;
}

/** Enters a new configuration into the history of configurations; nothing where it is the same. */
export async function recordConfig(change: ConfigChange): Promise<void> {
  const { transaction, before, given, actor, atMs } = change;
  if (given.config === undefined || isDeepStrictEqual(given.config, before.config)) return;
  await transaction.query(
    `INSERT INTO configuration_history (timestamp, provenance, entity_type, entity_id,
       parameter_name, old_value, new_value, changed_by, change_reason, change_type)
     VALUES ($1, $2, 'device', $3, 'config', $4, $5, $6, $7, 'manual')`,
    [
      new Date(atMs).toISOString(),
      before.provenance,
      before.device_id,
      JSON.stringify(before.config),
      JSON.stringify(given.config),
      actor.username ?? 'system',
      given.reason ?? null,
    ],
  );
}
