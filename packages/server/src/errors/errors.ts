import type {
  AnswerOf,
  BodyOf,
  listErrorGroups,
  mergeErrorGroups,
  QueryOf,
  showErrorGroup,
  updateErrorGroup,
} from '@homepot/catalogue';
import type { Actor } from '../auth/index.ts';
import { limits } from '../kernel/index.ts';
import type { ErrorsDependencies } from './errors-dependencies.ts';
import { findFingerprint } from './groups/find-fingerprint.ts';
import { mergeGroups } from './groups/merge-groups.ts';
import type { ChangedGroup } from './groups/stored-group.ts';
import { unmergeGroup } from './groups/unmerge-group.ts';
import { updateGroup } from './groups/update-group.ts';
import { listGroups } from './inbox/list-groups.ts';
import { showGroup } from './inbox/show-group.ts';
import { sweepErrorGroups } from './sweep-error-groups.ts';

/**
 * Errors as people deal with them: by groups of like ones. Every change of theirs is audited. A
 * fingerprint may be given by its beginning, where that is one group's alone.
 */
export interface Errors {
  /** Throws parameter_invalid, range_invalid, cursor_invalid. */
  list(
    query: QueryOf<typeof listErrorGroups>,
    signal?: AbortSignal,
  ): Promise<AnswerOf<typeof listErrorGroups>>;
  /** Throws not_found, parameter_invalid, range_invalid. */
  show(
    fingerprint: string,
    query: QueryOf<typeof showErrorGroup>,
    signal?: AbortSignal,
  ): Promise<AnswerOf<typeof showErrorGroup>>;
  /** Throws not_found and parameter_invalid. */
  update(
    fingerprint: string,
    change: BodyOf<typeof updateErrorGroup>,
    actor: Actor,
  ): Promise<ChangedGroup>;
  /** Throws not_found, groups_parted and parameter_invalid. */
  merge(
    fingerprint: string,
    merge: BodyOf<typeof mergeErrorGroups>,
    actor: Actor,
  ): Promise<ChangedGroup>;
  /** Throws not_found and parameter_invalid. */
  unmerge(fingerprint: string, actor: Actor): Promise<ChangedGroup>;
  /** Makes up for what the drains left undone about errors that happened within so many hours. */
  sweep(hoursBack?: number): Promise<void>;
}

/** Creates the inbox of errors. The step of the drain fills it. */
export function createErrors(deps: ErrorsDependencies): Errors {
  const tell = (what: string, fingerprints: readonly string[]): void => {
    if (fingerprints.length > 0) deps.tell?.({ what, fingerprints });
  };
  const find = (written: string) => findFingerprint(deps.database, written, 'path.fingerprint');
  const findAll = (written: readonly string[]) =>
    Promise.all(written.map((each) => findFingerprint(deps.database, each, 'body.fingerprints')));
  return {
    list: (query, signal) => listGroups(deps, query, signal),
    show: async (fingerprint, query, signal) =>
      showGroup(deps, await find(fingerprint), query, signal),
    async update(fingerprint, change, actor) {
      const changed = await updateGroup(deps, await find(fingerprint), change, actor);
      tell(changed.status, [changed.fingerprint]);
      return changed;
    },
    async merge(fingerprint, merge, actor) {
      const given = { ...merge, fingerprints: await findAll(merge.fingerprints) };
      const changed = await mergeGroups(deps, await find(fingerprint), given, actor);
      tell('merged', [changed.fingerprint, ...changed.parts]);
      return changed;
    },
    async unmerge(fingerprint, actor) {
      const changed = await unmergeGroup(deps, await find(fingerprint), actor);
      tell('unmerged', [changed.fingerprint]);
      return changed;
    },
    async sweep(hoursBack = limits.errorGroupsSweepHours) {
      tell('open', await sweepErrorGroups(deps.database, deps.clock, hoursBack));
    },
  };
}
