import { Readable } from 'node:stream';
import type { AnswerOf } from '@homepot/catalogue';
import {
  cancelExport,
  createExport,
  describeExports,
  downloadExportFile,
  exportColumns,
  exportTables,
  listExportFiles,
  listExports,
  previewExport,
  quasiIdentifiers,
  readExportManifest,
  removeExport,
  resumeExport,
  showExport,
} from '@homepot/catalogue';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Exports, OpenedFile } from '../../export/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import { actorOfCall } from '../call/caller-place.ts';
import { goneSignal } from '../call/gone-signal.ts';
import { readByteRange } from './byte-range.ts';

export interface ExportsBinding extends BindDependencies {
  readonly exports: Exports;
}

const describe = (): AnswerOf<typeof describeExports> => ({
  tables: exportTables.map((table) => ({
    table: table.name,
    description: table.description,
    by_device: 'device_id' in table.columns || table.name === 'configuration_history',
    quasi_identifiers: quasiIdentifiers[table.name] ?? [],
    columns: [...exportColumns(table)].map(([column, treatments]) => ({
      column,
      description: table.columns[column]?.description ?? '',
      privacy: table.columns[column]?.privacy ?? 'none',
      treatments,
    })),
  })),
});

const types: Readonly<Record<string, string>> = {
  parquet: 'application/vnd.apache.parquet',
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
  json: 'application/json; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
};

/** Sends a file or the part of it that is asked for. */
function sendFile(request: FastifyRequest, reply: FastifyReply, file: OpenedFile): FastifyReply {
  const etag = `"${file.sha256}"`;
  const isOther = request.headers['if-range'] !== undefined && request.headers['if-range'] !== etag;
  const range = isOther ? undefined : readByteRange(request.headers.range, file.bytes);
  const extension = file.name.slice(file.name.lastIndexOf('.') + 1);
  reply.headers({
    'accept-ranges': 'bytes',
    etag,
    'content-type': types[extension] ?? 'application/octet-stream',
    'content-disposition': `attachment; filename="${file.name.replaceAll('/', '-')}"`,
    'cache-control': 'private, no-transform',
  });
  if (range === 'unsatisfiable') {
    return reply.code(416).header('content-range', `bytes */${file.bytes}`).send();
  }
  const { start, end } = range ?? { start: 0, end: file.bytes };
  if (range !== undefined) {
    reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${file.bytes}`);
  }
  reply.header('content-length', end - start);
  // Read as the socket takes it.
  return reply.send(Readable.from(file.read({ start, end }), { objectMode: false }));
}

async function readText(file: OpenedFile): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of file.read()) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

/** A preview learns everybody of its range first, so that few run at one time. */
function createGate(): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  return async (work) => {
    if (running >= limits.previewsAtOnceMax) {
      throw new HomepotError('rate_limited', {
        message: `${limits.previewsAtOnceMax} previews are being made already`,
        retryAfterSeconds: 5,
      });
    }
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
    }
  };
}

/** Binds data sets of the collected rows. */
export function bindExports(app: FastifyInstance, deps: ExportsBinding): void {
  const { exports } = deps;
  const enter = createGate();
  bindRoute(app, describeExports, deps, describe);
  bindRoute(app, listExports, deps, ({ query }) => exports.list(query));
  bindRoute(app, createExport, deps, (call) => exports.create(call.body, actorOfCall(call)));
  bindRoute(app, previewExport, deps, ({ body, reply }) =>
    enter(() => exports.preview(body, goneSignal(reply))),
  );
  bindRoute(app, showExport, deps, ({ parameters }) => exports.read(parameters.export_id));
  bindRoute(app, cancelExport, deps, (call) =>
    exports.cancel(call.parameters.export_id, actorOfCall(call)),
  );
  bindRoute(app, resumeExport, deps, (call) =>
    exports.resume(call.parameters.export_id, actorOfCall(call)),
  );
  bindRoute(app, removeExport, deps, (call) =>
    exports.remove(call.parameters.export_id, actorOfCall(call)),
  );
  bindRoute(app, listExportFiles, deps, ({ parameters, query }) =>
    exports.files(parameters.export_id, query),
  );
  bindRoute(app, downloadExportFile, deps, async ({ parameters, request, reply }) =>
    sendFile(request, reply, await exports.openFile(parameters.export_id, parameters.number)),
  );
  bindRoute(app, readExportManifest, deps, async ({ parameters }) =>
    JSON.parse(await readText(await exports.openManifest(parameters.export_id))),
  );
}
