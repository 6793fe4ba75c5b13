import { drainMutations } from './drain-mutations.ts';
import type { Mutation } from './mutation.ts';
import { spoolMutations } from './spool-mutations.ts';

/** Every deliberate mistake, in the order in which they are tried. */
export const mutations: readonly Mutation[] = [...spoolMutations, ...drainMutations];
