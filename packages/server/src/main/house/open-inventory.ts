import type { FastifyInstance } from 'fastify';
import {
  bindAudit,
  bindDeviceCredentials,
  bindDevices,
  bindEnrolment,
  bindFleetOverview,
  bindFleetSites,
  bindSchedules,
  bindSites,
} from '../../api/index.ts';
import type {
  Connections,
  CredentialKeeper,
  DeviceDoor,
  Devices,
  EndedCredentials,
  Enrolment,
  Schedules,
  Sites,
} from '../../fleet/index.ts';
import {
  createConnections,
  createCredentialKeeper,
  createDevices,
  createEndedCredentials,
  createEnrolment,
  createFleetOverview,
  createFleetSites,
  createSchedules,
  createSites,
} from '../../fleet/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import type { Base } from './open-base.ts';

/** What people keep of the fleet: its places, its devices, and who they are. */
export interface Inventory {
  readonly sites: Sites;
  readonly devices: Devices;
  readonly schedules: Schedules;
  readonly credentialKeeper: CredentialKeeper;
  readonly enrolment: Enrolment;
  readonly endedCredentials: EndedCredentials;
  readonly connections: Connections;
}

/** Opens it. `mqtt` is absent where devices do not connect over MQTT. */
export function openInventory(base: Base, mqtt: DeviceDoor | undefined): Inventory {
  const { clock, log, auth } = base;
  const { authenticator, deviceCredentials, enrolmentSecrets } = auth;
  const { database } = base.store;
  const connections = createConnections({ mqtt, log });
  const deps = { database, clock, log, authenticator, deviceCredentials, connections };
  const credentialKeeper = createCredentialKeeper(deps);
  return {
    sites: createSites(deps),
    devices: createDevices(deps),
    schedules: createSchedules(deps),
    credentialKeeper,
    enrolment: createEnrolment({ ...deps, enrolmentSecrets, credentialKeeper }),
    endedCredentials: createEndedCredentials(deps),
    connections,
  };
}

/** Binds its routes. */
export function bindInventory(
  app: FastifyInstance,
  { clock, store, auth }: Base,
  bind: BindDependencies,
  inventory: Inventory,
): void {
  const { database } = store;
  bindSites(app, { ...bind, ...inventory });
  bindSchedules(app, { ...bind, ...inventory });
  bindDevices(app, { ...bind, ...inventory, database, clock });
  bindDeviceCredentials(app, { ...bind, ...inventory });
  bindEnrolment(app, { ...bind, ...inventory, attempts: auth.enrolmentAttempts });
  bindFleetOverview(app, { ...bind, overview: createFleetOverview({ database, clock }) });
  bindFleetSites(app, { ...bind, fleetSites: createFleetSites({ database, clock }) });
  bindAudit(app, { ...bind, database, auditSeal: auth.auditSeal });
}
