import {
  createDeviceCredential,
  listDeviceCredentials,
  revokeDeviceCredential,
  rotateDeviceCredential,
} from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { CredentialKeeper } from '../../fleet/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import { actorOfCall } from '../call/caller-place.ts';
import { requireOwnDevice } from './own-device.ts';

export interface DeviceCredentialsDependencies extends BindDependencies {
  readonly credentialKeeper: CredentialKeeper;
}

const overlapSecondsDefault = 3_600;

/** Binds what is done with the credentials of devices. */
export function bindDeviceCredentials(
  app: FastifyInstance,
  deps: DeviceCredentialsDependencies,
): void {
  const { credentialKeeper } = deps;
  bindRoute(app, listDeviceCredentials, deps, ({ parameters }) =>
    credentialKeeper.list(parameters.device_id),
  );
  bindRoute(app, createDeviceCredential, deps, (call) => {
    call.reply.header('cache-control', 'no-store');
    return credentialKeeper.create(call.parameters.device_id, actorOfCall(call));
  });
  bindRoute(app, rotateDeviceCredential, deps, (call) => {
    const { principal, body, parameters } = call;
    requireOwnDevice(principal, parameters.device_id);
    call.reply.header('cache-control', 'no-store');
    const rotation = {
      overlapSeconds: body.overlap_seconds ?? overlapSecondsDefault,
      keyId: principal.kind === 'device' ? principal.keyId : undefined,
    };
    return credentialKeeper.rotate(parameters.device_id, rotation, actorOfCall(call));
  });
  bindRoute(app, revokeDeviceCredential, deps, (call) => {
    const { device_id, key_id } = call.parameters;
    return credentialKeeper.revoke(device_id, key_id, actorOfCall(call));
  });
}
