import type {
  AnswerOf,
  BodyOf,
  beginDemo as beginRoute,
  finishDemo as finishRoute,
} from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import type { Clock } from '../../kernel/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import { beginDemo } from './begin-demo.ts';
import { lockDemoState } from './demo-state.ts';
import { finishDemo } from './finish-demo.ts';
import type { SimulatedRemoval } from './remove-simulated.ts';
import { removeSimulated } from './remove-simulated.ts';

/**
 * A past that is played, of which there is one at most. Every call throws overloaded while another
 * one changes it.
 */
export interface Demo {
  begin(asked: BodyOf<typeof beginRoute>): Promise<AnswerOf<typeof beginRoute>>;
  /** Throws not_found where there is no such demo. */
  finish(asked: BodyOf<typeof finishRoute>, actor: Actor): Promise<AnswerOf<typeof finishRoute>>;
  /** Removes everything that was simulated, not only the demo. */
  remove(actor: Actor): Promise<SimulatedRemoval>;
}

export interface DemoDependencies {
  readonly database: Database;
  readonly clock: Clock;
  /** Removes what later rooms made of simulated rows, which are gone when it is called. */
  onRemoved?(transaction: Transaction): Promise<unknown>;
}

/** Creates it. */
export function createDemo({ database, clock, onRemoved }: DemoDependencies): Demo {
  return {
    begin: (asked) =>
      database.transaction((transaction) => beginDemo(transaction, asked, clock.nowMs())),
    finish: ({ demo_id, config_changes }, actor) =>
      database.transaction(async (transaction) => {
        const demo = await lockDemoState(transaction);
        if (demo?.demoId !== demo_id) {
          throw new HomepotError('not_found', {
            path: 'demo_id',
            message: 'There is no such demo',
          });
        }
        if (demo.state === 'made') return { state: 'made', config_changes: 0, devices: 0 };
        const done = await finishDemo(transaction, demo, config_changes);
        await appendAudit(transaction, {
          atMs: clock.nowMs(),
          eventType: 'demo_made',
          description: 'A demo was made',
          newValues: { demo_id, ...done },
          ...auditedActor(actor),
        });
        return { state: 'made', ...done };
      }),
    remove: (actor) =>
      database.transaction(async (transaction) => {
        const removal = await removeSimulated({ database, clock }, transaction);
        await onRemoved?.(transaction);
        await appendAudit(transaction, {
          atMs: clock.nowMs(),
          eventType: 'simulated_rows_removed',
          description: 'Every simulated row was removed',
          oldValues: { ...removal },
          ...auditedActor(actor),
        });
        return removal;
      }),
  };
}
