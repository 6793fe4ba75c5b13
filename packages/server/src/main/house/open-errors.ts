import type { Errors } from '../../errors/index.ts';
import { createErrors } from '../../errors/index.ts';
import type { Live } from '../../live/index.ts';
import type { Base } from './open-base.ts';

/** Opens the inbox of errors; whoever watches is told what people and the sweep change in it. */
export function openErrors({ store, clock, log }: Base, live: Live): Errors {
  return createErrors({
    database: store.database,
    clock,
    log,
    tell: ({ what, fingerprints }) =>
      live.publish('errors', { what, fingerprints: [...fingerprints] }),
  });
}
