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
import type { Live } from '../../live/index.ts';
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

/** Makes whoever watches the fleet look again once something was entered, changed or removed. */
function tellSites({ create, update, ...rest }: Sites, live: Pick<Live, 'publish'>): Sites {
  const told = async (work: ReturnType<Sites['create']>) => {
    const site = await work;
    live.publish('devices', { what: 'site', site_id: site.site_id });
    return site;
  };
  return {
    ...rest,
    create: (...given) => told(create(...given)),
    update: (...given) => told(update(...given)),
  };
}

function tellDevices({ create, update, ...rest }: Devices, live: Pick<Live, 'publish'>): Devices {
  const told = async (work: ReturnType<Devices['create']>) => {
    const device = await work;
    live.publish('devices', { what: 'device', device_id: device.device_id });
    return device;
  };
  return {
    ...rest,
    create: (...given) => told(create(...given)),
    update: (...given) => told(update(...given)),
  };
}

/** Opens it. `mqtt` is absent where devices do not connect over MQTT. */
export function openInventory(
  base: Base,
  mqtt: DeviceDoor | undefined,
  live: Pick<Live, 'publish'>,
): Inventory {
  const { clock, log, auth } = base;
  const { authenticator, deviceCredentials, enrolmentSecrets } = auth;
  const { database } = base.store;
  const connections = createConnections({ mqtt, log });
  const deps = { database, clock, log, authenticator, deviceCredentials, connections };
  const credentialKeeper = createCredentialKeeper(deps);
  return {
    sites: tellSites(createSites(deps), live),
    devices: tellDevices(createDevices(deps), live),
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
  { inventory, live }: { readonly inventory: Inventory; readonly live: Pick<Live, 'readLastId'> },
): void {
  const { database } = store;
  const told = { database, clock, readLastToldId: live.readLastId };
  bindSites(app, { ...bind, ...inventory });
  bindSchedules(app, { ...bind, ...inventory });
  bindDevices(app, { ...bind, ...inventory, database, clock });
  bindDeviceCredentials(app, { ...bind, ...inventory });
  bindEnrolment(app, { ...bind, ...inventory, attempts: auth.enrolmentAttempts });
  bindFleetOverview(app, { ...bind, overview: createFleetOverview(told) });
  bindFleetSites(app, { ...bind, fleetSites: createFleetSites(told) });
  bindAudit(app, { ...bind, database, auditSeal: auth.auditSeal });
}
