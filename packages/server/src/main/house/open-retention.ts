import type { OwnErrors } from '../../errors/index.ts';
import type { Archive, Retention } from '../../retention/index.ts';
import { createRetention } from '../../retention/index.ts';
import { createPartitionKeeper } from '../../store/index.ts';
import type { Base } from './open-base.ts';

/** Opens what keeps and forgets. It enters the policies; the timetable makes it look for what is due. */
export async function openRetention(
  base: Base,
  archive: Archive,
  graceMs?: number,
): Promise<Retention> {
  const { config, store, auth, clock, log } = base;
  const { database } = store;
  return createRetention(
    {
      database,
      keeper: createPartitionKeeper({ database }),
      archive,
      auditSeal: auth.auditSeal,
      clock,
      log,
    },
    {
      commonDays: config.ANALYTICS_RETENTION_DAYS,
      enabled: config.RETENTION_ENABLED,
      hour: config.RETENTION_HOUR,
      ...(graceMs === undefined ? {} : { graceMs }),
    },
  );
}

/** Lets the house hear of what could not be archived or removed, and stops with it. */
export function watchRetention({ stack }: Base, ownErrors: OwnErrors, retention: Retention): void {
  retention.onFailure((error, table) =>
    ownErrors.note(error, { kind: 'periodic job', name: `retention of ${table}` }),
  );
  stack.append('retention', () => retention.stop());
}
