import type { Authenticator } from '../../auth/index.ts';
import type { Accounting, Clock, Log } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { ByteBudget } from '../byte-budget.ts';
import type { Reports } from '../report/create-reports.ts';
import type { DeviceRefusals } from '../report/device-refusals.ts';
import type { KnownDevices } from '../report/known-devices.ts';
import type { EmbeddedBrokerOptions } from './embedded/create-embedded-broker.ts';
import { createEmbeddedBroker } from './embedded/create-embedded-broker.ts';
import type { ExternalBrokerOptions } from './external/create-external-broker.ts';
import { createExternalBroker } from './external/create-external-broker.ts';
import { createMqttCounts } from './mqtt-counts.ts';
import type { MqttDoor, MqttHandlers } from './mqtt-door.ts';
import { createTakeMessage } from './take-message.ts';

export interface MqttDoorDeps {
  readonly authenticator: Pick<Authenticator, 'authenticate' | 'readEndedDevice'>;
  readonly database: Pick<Database, 'query'>;
  readonly knownDevices: KnownDevices;
  readonly refusals: DeviceRefusals;
  readonly reports: Reports;
  readonly accounting: Accounting;
  readonly budget: ByteBudget;
  readonly clock: Clock;
  readonly log: Log;
}

/** The broker in this process, or one that stands elsewhere. */
export type MqttDoorOptions =
  | { readonly embedded: EmbeddedBrokerOptions }
  | { readonly external: ExternalBrokerOptions };

/** Creates the door for MQTT; it opens at its start. */
export function createMqttDoor(deps: MqttDoorDeps, options: MqttDoorOptions): MqttDoor {
  const counts = createMqttCounts();
  const parts = {
    ...deps,
    counts,
    createTakeMessage: (handlers: MqttHandlers) => createTakeMessage({ ...deps, counts, handlers }),
  };
  return 'embedded' in options
    ? createEmbeddedBroker(parts, options.embedded)
    : createExternalBroker(parts, options.external);
}
