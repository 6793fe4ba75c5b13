import type {
  AnswerOf,
  createExport as createRoute,
  listExportFiles as filesRoute,
  listExports as listRoute,
  previewExport as previewRoute,
  showExport as showRoute,
} from '@homepot/catalogue';
import type { Actor } from '../auth/index.ts';
import type { PageRequest } from '../kernel/index.ts';
import { limits, within } from '../kernel/index.ts';
import type { ExportsDependencies } from './exports-dependencies.ts';
import type { OpenedFile } from './files/open-file.ts';
import { openFile, openManifest, readComplete } from './files/open-file.ts';
import { controlExport } from './keep/control-export.ts';
import { createExport } from './keep/create-export.ts';
import { claimExport } from './keep/export-lease.ts';
import { readPseudonymKey } from './keep/pseudonym-keys.ts';
import { listExports, listFiles, readExport } from './keep/read-exports.ts';
import type { ExportFigures } from './keep/read-figures.ts';
import { readExportFigures } from './keep/read-figures.ts';
import type { StoredExport } from './keep/stored-export.ts';
import { toShownExport } from './keep/stored-export.ts';
import { previewExport } from './preview/preview-export.ts';
import type { GivenRequest } from './request/read-request.ts';
import { removeEndedFiles } from './run/remove-files.ts';
import { runInThread } from './thread/run-in-thread.ts';

type Shown = AnswerOf<typeof showRoute>;

/** Data sets of the collected rows, in which nobody is named. */
export interface Exports {
  create(request: GivenRequest, actor: Actor): Promise<AnswerOf<typeof createRoute>>;
  preview(request: GivenRequest, signal?: AbortSignal): Promise<AnswerOf<typeof previewRoute>>;
  list(page: PageRequest): Promise<AnswerOf<typeof listRoute>>;
  read(exportId: string): Promise<Shown>;
  cancel(exportId: string, actor: Actor): Promise<Shown>;
  resume(exportId: string, actor: Actor): Promise<Shown>;
  remove(exportId: string, actor: Actor): Promise<void>;
  files(exportId: string, page: PageRequest): Promise<AnswerOf<typeof filesRoute>>;
  /** A file of a completed export. Throws not_found, export_not_in_state, export_file_elsewhere. */
  openFile(exportId: string, number: number): Promise<OpenedFile>;
  openManifest(exportId: string): Promise<OpenedFile>;
  /** How those of the whole house stand, for the metrics. */
  figures(): Promise<ExportFigures>;
  /** Takes up what waits, without waiting for its end; returns how many exports began. */
  look(): Promise<number>;
  /** The same, and waits until what this server writes is done. */
  settle(): Promise<void>;
  /** Removes the files of exports that have ended. */
  removeEnded(): Promise<number>;
  /** Ends what is being written after the page that it is at; another start goes on there. */
  stop(): Promise<void>;
}

/** Creates the engine of one server. It does nothing before it is told to look. */
export function createExports(deps: ExportsDependencies): Exports {
  const { database, secretBox, thread, ...others } = deps;
  const writing = {
    ...others,
    database,
    readKey: (stored: StoredExport) => readPseudonymKey(database, secretBox, stored),
  };
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();

  async function look(): Promise<number> {
    let begun = 0;
    while (!stopping.signal.aborted && running.size < limits.exportsAtOnceMax) {
      const lease = await claimExport(deps);
      if (lease === undefined) break;
      begun += 1;
      const work = runInThread(writing, thread, lease, stopping.signal).finally(() =>
        running.delete(work),
      );
      running.add(work);
    }
    return begun;
  }

  return {
    create: (request, actor) => createExport(deps, request, actor),
    preview: (request, signal) => previewExport(deps, request, signal),
    list: (page) => listExports(database, page),
    read: async (exportId) => toShownExport(await readExport(database, exportId)),
    cancel: (exportId, actor) => controlExport(deps, exportId, 'cancel', actor),
    resume: (exportId, actor) => controlExport(deps, exportId, 'resume', actor),
    async remove(exportId, actor) {
      await controlExport(deps, exportId, 'remove', actor);
    },
    files: async (exportId, page) => listFiles(database, await readComplete(deps, exportId), page),
    openFile: (exportId, number) => openFile(deps, exportId, number),
    openManifest: (exportId) => openManifest(deps, exportId),
    figures: () => readExportFigures(database),
    look,
    async settle() {
      while ((await look()) > 0 || running.size > 0) await Promise.all(running);
    },
    removeEnded: () => removeEndedFiles(deps),
    async stop() {
      stopping.abort(new Error('the server stops'));
      await within(limits.exportStopMillisecondsMax, Promise.all(running));
    },
  };
}
