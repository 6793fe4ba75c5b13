import type { Parts } from '../../api/index.ts';
import type { Drain } from '../../drain/index.ts';
import type { MqttDoor } from '../../intake/index.ts';
import { limits, within } from '../../kernel/index.ts';
import type { Lanes } from '../../spool/index.ts';
import type { Database } from '../../store/index.ts';

export interface PartsDependencies {
  readonly database: Database;
  readonly lanes: Lanes;
  readonly drains: readonly Drain[];
  readonly mqtt: MqttDoor | undefined;
}

async function answers(database: Database): Promise<boolean> {
  try {
    return await within(limits.readinessMillisecondsMax, database.query('SELECT 1'));
  } catch {
    return false;
  }
}

/** How each part of the house is now. */
export async function readParts(deps: PartsDependencies): Promise<Parts> {
  const database = (await answers(deps.database)) ? 'ok' : 'unreachable';
  const lagSeconds = Math.max(...deps.drains.map((drain) => drain.state().lagSeconds));
  const late = database === 'ok' ? 'behind' : 'stalled';
  return {
    database,
    spool: deps.lanes.state(),
    drain: lagSeconds > limits.drainBehindSeconds ? late : 'ok',
    mqtt: deps.mqtt?.figures().state ?? 'off',
  };
}
