import type { ServiceState } from '@homepot/catalogue';
import type { DeviceFaults } from './device-faults.ts';

/** What a terminal says is wrong, gravest first. */
export type Cause = 'database' | 'gateway' | 'configuration' | 'disk';

/** The words of a cause, as reports carry them. */
const words: Readonly<Record<Cause, { readonly code: string; readonly message: string }>> = {
  database: { code: 'database_connection_failed', message: 'Database connection failed' },
  gateway: { code: 'payment_gateway_timeout', message: 'Payment gateway timeout' },
  configuration: { code: 'pos_app_error', message: 'POS application error' },
  disk: { code: 'disk_space_low', message: 'Disk space low' },
};

/** What is wrong with a terminal at an instant. */
export interface Trouble {
  readonly cause: Cause | undefined;
  readonly error: { readonly code: string; readonly message: string } | undefined;
  readonly services: Readonly<Record<string, ServiceState>>;
}

interface Held {
  readonly database: boolean;
  readonly gateway: boolean;
  readonly configuration: boolean;
  readonly disk: boolean;
}

/** Gravest first. */
const causes: readonly Cause[] = ['database', 'gateway', 'configuration', 'disk'];

const servicesOf = (held: Held, isOffline: boolean): Trouble['services'] => ({
  pos_app: held.configuration ? 'error' : 'running',
  payment_gateway: held.gateway ? 'error' : 'connected',
  database: held.database ? 'disconnected' : 'connected',
  network: isOffline ? 'offline' : 'connected',
});

/** Finds what is wrong: the gravest cause gives the words, every one that holds its service state. */
export function readTrouble(faults: DeviceFaults, isBadConfiguration: boolean): Trouble {
  const held: Held = {
    database: faults.database.isOn || faults.isDiskFull,
    gateway: faults.siteGateway.isOn || faults.gateway.isOn,
    configuration: isBadConfiguration,
    disk: faults.disk.isOn,
  };
  const cause = causes.find((name) => held[name]);
  return {
    cause,
    error: cause === undefined ? undefined : words[cause],
    services: servicesOf(held, faults.network.isOn),
  };
}
