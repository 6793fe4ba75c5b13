import {
  createEnrolmentToken,
  enrolDevice,
  listEnrolmentTokens,
  revokeEnrolmentToken,
} from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { AttemptLimiter } from '../../auth/index.ts';
import type { Enrolment } from '../../fleet/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import { actorOfCall, placeOf } from '../call/caller-place.ts';

export interface EnrolmentDependencies extends BindDependencies {
  readonly enrolment: Enrolment;
  /** Counts wrong tokens per address. */
  readonly attempts: AttemptLimiter;
}

/** Binds how devices come by their first credential. */
export function bindEnrolment(app: FastifyInstance, deps: EnrolmentDependencies): void {
  const { enrolment, attempts } = deps;
  bindRoute(app, listEnrolmentTokens, deps, ({ query }) => enrolment.list(query));
  bindRoute(app, createEnrolmentToken, deps, (call) => {
    call.reply.header('cache-control', 'no-store');
    return enrolment.create(call.body, actorOfCall(call));
  });
  bindRoute(app, revokeEnrolmentToken, deps, (call) =>
    enrolment.revoke(call.parameters.token_id, actorOfCall(call)),
  );
  bindRoute(app, enrolDevice, deps, async (call) => {
    attempts.require(call.request.ip);
    const made = await enrolment.trade(call.body, placeOf(call.request));
    // Good tokens are not counted: a whole store may enrol behind one address.
    attempts.giveBack(call.request.ip);
    call.reply.header('cache-control', 'no-store');
    return made;
  });
}
