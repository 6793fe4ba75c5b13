import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rolldown } from 'vite';
import { build as bundle } from 'vite';
import { compress } from './compress.ts';
import { folder, hashSources, outFolder, stampFile } from './sources.ts';
import type { Made } from './weigh.ts';
import { weigh } from './weigh.ts';

/** Browsers that know `light-dark()` and nested rules: those of the last two years. */
const browsers = ['chrome123', 'firefox125', 'safari17.5'];
/** Never in a browser: types are taken from there, and nothing else. */
const unwanted = /node_modules\/(typebox|react|react-dom)\//;

function describe(file: Rolldown.OutputChunk | Rolldown.OutputAsset): Made {
  const bytes = Buffer.from(file.type === 'chunk' ? file.code : file.source);
  const { fileName } = file;
  return file.type === 'asset'
    ? { fileName, bytes, imports: [], isEntry: false, madeFor: undefined }
    : {
        fileName,
        bytes,
        imports: file.imports,
        isEntry: file.isEntry,
        madeFor: file.facadeModuleId ?? undefined,
      };
}

function refuseUnwanted(files: readonly (Rolldown.OutputChunk | Rolldown.OutputAsset)[]): void {
  const modules = files.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
  const found = modules.filter((id) => unwanted.test(id));
  if (found.length > 0) throw new Error(`in the bundle and not wanted there: ${found[0]}`);
}

async function makeFiles(into: string): Promise<readonly Made[]> {
  const result = await bundle({
    root: folder,
    configFile: false,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: into,
      emptyOutDir: true,
      target: browsers,
      cssTarget: browsers,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  });
  const { output } = result as Rolldown.RolldownOutput;
  refuseUnwanted(output);
  return output.map(describe);
}

function requireLight(made: readonly Made[], say: (line: string) => void): void {
  const weights = weigh(made);
  for (const { what, bytes, bytesMax } of weights) {
    say(`${what}: ${bytes} of ${bytesMax} bytes after gzip`);
  }
  const over = weights.filter(({ bytes, bytesMax }) => bytes > bytesMax);
  if (over.length === 0) return;
  const names = over.map(
    ({ what, bytes, bytesMax }) => `${what} has ${bytes} of ${bytesMax} bytes`,
  );
  throw new Error(`The dashboard is larger than its budget: ${names.join('; ')}`);
}

/**
 * Makes the dashboard in `dist`: files with the hash of their content in their names, each also
 * compressed. Throws where one is larger than its budget; what was there before then stays.
 */
export async function build(say: (line: string) => void): Promise<void> {
  const sources = await hashSources();
  const made = join(folder, 'node_modules/.made', randomUUID());
  const old = `${made}-old`;
  try {
    requireLight(await makeFiles(made), say);
    await compress(made);
    await writeFile(join(made, 'built-from.txt'), sources);
    await rename(outFolder, old).catch(() => undefined);
    await rename(made, stampFile.slice(0, stampFile.lastIndexOf('/')));
  } finally {
    await rm(made, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
}
