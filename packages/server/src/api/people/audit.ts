import { verifyAudit } from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { AuditSeal } from '../../auth/index.ts';
import { verifyAuditChain } from '../../auth/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import { goneSignal } from '../call/gone-signal.ts';

export interface AuditDependencies extends BindDependencies {
  readonly database: Pick<Database, 'query'>;
  readonly auditSeal: AuditSeal;
}

const retrySeconds = 5;

function readWitness(id: number | undefined, hash: string | undefined) {
  if (id !== undefined && hash !== undefined) return { id, hash };
  if (id === undefined && hash === undefined) return undefined;
  throw new HomepotError('parameter_invalid', {
    path: id === undefined ? 'query.witness_id' : 'query.witness_hash',
    message: 'A witness is the number of a row and its hash',
  });
}

/** Binds the verification of the audit trail. Every row is read, so one runs at a time. */
export function bindAudit(app: FastifyInstance, deps: AuditDependencies): void {
  let isRunning = false;
  bindRoute(app, verifyAudit, deps, async ({ query, reply }) => {
    const witness = readWitness(query.witness_id, query.witness_hash);
    if (isRunning) {
      throw new HomepotError('rate_limited', {
        message: 'The audit trail is being verified already',
        retryAfterSeconds: retrySeconds,
      });
    }
    isRunning = true;
    try {
      const gone = goneSignal(reply);
      const verdict = await verifyAuditChain(deps.database, witness, gone, deps.auditSeal);
      const { rows, head = null, broken = null, removedThrough = null } = verdict;
      return { holds: broken === null, rows, removed_through: removedThrough, head, broken };
    } finally {
      isRunning = false;
    }
  });
}
