import { acknowledgeCommand, pollCommands } from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { Principal } from '../../auth/index.ts';
import type { CommandPolls, Jobs } from '../../fleet/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute, presentedBy } from '../../http/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import { goneSignal } from '../call/gone-signal.ts';

export interface CommandsDependencies extends BindDependencies {
  readonly jobs: Pick<Jobs, 'acknowledge'>;
  readonly polls: Pick<CommandPolls, 'poll'>;
}

type DevicePrincipal = Extract<Principal, { readonly kind: 'device' }>;

/** The device that calls, which may speak of itself only. Throws device_mismatch. */
function requireOwn(principal: Principal, deviceId: string): DevicePrincipal {
  if (principal.kind === 'device' && principal.deviceId === deviceId) return principal;
  throw new HomepotError('device_mismatch', { path: 'path.device_id' });
}

/** Binds what devices do with commands over HTTP. */
export function bindCommands(app: FastifyInstance, deps: CommandsDependencies): void {
  const { jobs, polls } = deps;
  bindRoute(app, pollCommands, deps, async (call) => {
    const { parameters, query, reply } = call;
    const { deviceId, keyId } = requireOwn(call.principal, parameters.device_id);
    const presented = presentedBy(call.request);
    const confirm = async (): Promise<void> => {
      requireOwn(await deps.authenticator.authenticate(presented), deviceId);
    };
    const asker = { deviceId, keyId, confirm };
    const commands = await polls.poll(asker, query.wait_seconds ?? 0, goneSignal(reply));
    return { commands };
  });
  bindRoute(app, acknowledgeCommand, deps, async ({ principal, parameters, body }) => {
    const { deviceId } = requireOwn(principal, parameters.device_id);
    if (body.command_id !== parameters.command_id) {
      throw new HomepotError('parameter_invalid', {
        path: 'body.command_id',
        message: 'The command is not the one of the path',
      });
    }
    const outcome = await jobs.acknowledge({ deviceId }, body);
    if (outcome === 'unknown') throw new HomepotError('command_unknown');
  });
}
