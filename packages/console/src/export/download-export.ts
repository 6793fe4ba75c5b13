import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { listExportFiles } from '@homepot/catalogue';
import type { Client } from '@homepot/client';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Address } from '../find-server.ts';
import type { Output } from '../output.ts';
import { readAllPages } from '../read-all-pages.ts';

/** A file to be brought here. */
interface File {
  readonly number: number;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Download {
  readonly client: Client;
  readonly address: Address;
  readonly output: Output;
  readonly exportId: string;
  readonly folder: string;
  readonly signal: AbortSignal;
}

const failure = (message: string, action: string) =>
  new CommandError(exitCodes.failure, message, action);

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

const sizeOf = async (path: string): Promise<number> =>
  (await stat(path).catch(() => undefined))?.size ?? 0;

/** Asks for a file from a place on; the server may send all of it. */
async function request({ address, exportId, signal }: Download, file: File, from: number) {
  const key = typeof address.key === 'function' ? await address.key() : address.key;
  const base = address.url.endsWith('/') ? address.url : `${address.url}/`;
  const url = new URL(`api/v1/exports/${exportId}/files/${file.number}`, base);
  const answer = await fetch(url, {
    signal,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(from === 0 ? {} : { range: `bytes=${from}-`, 'if-range': `"${file.sha256}"` }),
    },
  });
  if (answer.ok && answer.body !== null) return { answer, body: answer.body };
  const text = await answer.text();
  throw failure(
    `${file.name} could not be read: ${answer.status} ${text.slice(0, 300)}`,
    'Run the same again; it goes on where it stopped.',
  );
}

/** Brings one file here, from where an earlier run stopped. It has its name once it is right. */
async function bring(download: Download, file: File): Promise<void> {
  const root = resolve(download.folder);
  const path = resolve(root, file.name);
  if (!path.startsWith(root + sep)) throw failure(`${file.name} leads out of ${root}.`, '');
  if ((await sizeOf(path)) === file.bytes && (await digestOf(path)) === file.sha256) return;
  const partial = `${path}.partial`;
  await mkdir(dirname(path), { recursive: true });
  const have = await sizeOf(partial);
  const from = have < file.bytes ? have : 0;
  if (file.bytes > 0) {
    const { answer, body } = await request(download, file, from);
    const handle = await open(partial, answer.status === 206 ? 'a' : 'w', 0o600);
    try {
      for await (const chunk of body) await handle.writeFile(chunk);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
  if ((await digestOf(partial)) !== file.sha256) {
    await rm(partial, { force: true });
    throw failure(`${file.name} did not arrive as it was written.`, 'Run the same again.');
  }
  await rename(partial, path);
}

/** The export that a folder holds the files of; undefined where it holds none, or none that is whole. */
async function exportIn(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const manifest: unknown = JSON.parse(text);
    const isNamed = typeof manifest === 'object' && manifest !== null && 'export_id' in manifest;
    return isNamed ? String(manifest.export_id) : 'something else';
  } catch {
    return 'something else';
  }
}

/**
 * Throws where a folder holds another data set than `exportId` (any, without it): mixed, their files would be
 * read as one, and the manifest would tell of the later alone.
 */
export async function requireFolderFor(folder: string, exportId?: string): Promise<void> {
  const held = await exportIn(folder);
  if (held === undefined || held === exportId) return;
  throw failure(
    `${folder} holds ${held}; the files of two data sets are not mixed.`,
    'Give another folder with --out, or remove that one.',
  );
}

/**
 * Brings all files of an export into a folder, the manifest last, each checked against its SHA-256. What
 * is there already and right is left alone. Returns how many files and bytes there are.
 */
export async function downloadExport(
  download: Download,
): Promise<{ readonly files: number; readonly bytes: number }> {
  const { client, exportId, output } = download;
  await requireFolderFor(download.folder, exportId);
  const files = await readAllPages((query) =>
    client.call(listExportFiles, { parameters: { export_id: exportId }, query }),
  );
  await mkdir(join(download.folder), { recursive: true });
  let bytes = 0;
  for (const [i, file] of files.entries()) {
    output.status(`${i + 1} of ${files.length}: ${file.name}`);
    await bring(download, file);
    bytes += file.bytes;
  }
  output.status('');
  return { files: files.length, bytes };
}
