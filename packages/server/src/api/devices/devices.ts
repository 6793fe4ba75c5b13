import {
  createDevice,
  listDevices,
  readDeviceMetrics,
  readDeviceStates,
  removeDevice,
  showDevice,
  summariseDevices,
  updateDevice,
} from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { Devices } from '../../fleet/index.ts';
import { bindRoute } from '../../http/index.ts';
import { findListing, readDeviceRows } from '../../query/index.ts';
import { actorOfCall } from '../call/caller-place.ts';
import { goneSignal } from '../call/gone-signal.ts';
import type { ReadDependencies } from '../reading/read-dependencies.ts';
import { requireOwnDevice } from './own-device.ts';

export type DevicesDependencies = ReadDependencies & { readonly devices: Devices };

/** What is told of a device in rows, and the list that holds it. */
const rowRoutes = [
  [readDeviceMetrics, 'device-metrics'],
  [readDeviceStates, 'device-states'],
] as const;

function bindRows(app: FastifyInstance, deps: DevicesDependencies): void {
  for (const [route, listPath] of rowRoutes) {
    const listing = findListing(listPath);
    if (listing === undefined) throw new Error(`There is no list ${listPath}`);
    bindRoute(app, route, deps, async (call) => {
      const { device_id } = call.parameters;
      requireOwnDevice(call.principal, device_id);
      await deps.devices.read(device_id);
      const signal = goneSignal(call.reply);
      const data = await readDeviceRows(deps, listing, device_id, call.query, signal);
      return { device_id, data };
    });
  }
}

/** Binds the terminals, what is known of each, and what it told last. */
export function bindDevices(app: FastifyInstance, deps: DevicesDependencies): void {
  const { devices } = deps;
  bindRoute(app, listDevices, deps, ({ query }) => devices.list(query));
  bindRoute(app, summariseDevices, deps, () => devices.summarise());
  bindRoute(app, createDevice, deps, (call) => devices.create(call.body, actorOfCall(call)));
  bindRoute(app, showDevice, deps, ({ principal, parameters }) => {
    requireOwnDevice(principal, parameters.device_id);
    return devices.read(parameters.device_id);
  });
  bindRoute(app, updateDevice, deps, (call) =>
    devices.update(call.parameters.device_id, call.body, actorOfCall(call)),
  );
  bindRoute(app, removeDevice, deps, async (call) => {
    await devices.update(call.parameters.device_id, { is_active: false }, actorOfCall(call));
  });
  bindRows(app, deps);
}
