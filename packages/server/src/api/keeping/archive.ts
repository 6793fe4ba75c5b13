import {
  checkArchivePart,
  listArchiveParts,
  restoreArchivePart,
  showArchivePart,
} from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import type { Archive } from '../../retention/index.ts';
import { actorOfCall } from '../call/caller-place.ts';

export interface ArchiveApiDependencies extends BindDependencies {
  readonly archive: Pick<Archive, 'list' | 'show' | 'check' | 'restore'>;
}

/** Binds the files of the archive. */
export function bindArchive(app: FastifyInstance, deps: ArchiveApiDependencies): void {
  const { archive } = deps;
  bindRoute(app, listArchiveParts, deps, ({ query }) => archive.list(query));
  bindRoute(app, showArchivePart, deps, ({ parameters }) => archive.show(parameters.id));
  bindRoute(app, checkArchivePart, deps, ({ parameters }) => archive.check(parameters.id));
  bindRoute(app, restoreArchivePart, deps, (call) =>
    archive.restore(call.parameters.id, call.body, actorOfCall(call)),
  );
}
