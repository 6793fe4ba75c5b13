import { execFile } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const project = fileURLToPath(new URL('../tsconfig.build.json', import.meta.url));

async function compile(folder: string): Promise<void> {
  const compiler = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
  const words = [join(compiler, 'bin', 'tsc'), '--project', project, '--outDir', folder];
  await run(process.execPath, words);
}

/** The compiler names imports `.js` in the code, and leaves them as they were in the declarations. */
async function renameImports(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true });
  for (const name of names.filter((each) => each.endsWith('.d.ts'))) {
    const file = join(folder, name);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replaceAll(/((?:from|import\() ?'\.[^']*)\.ts'/g, "$1.js'"));
  }
}

async function writeManifest(folder: string): Promise<void> {
  const source = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  const { name, version, description, license, type } = JSON.parse(source) as Record<
    string,
    string
  >;
  const manifest = {
    name,
    version,
    description,
    license,
    type,
    engines: { node: '>=20' },
    exports: { '.': { types: './index.d.ts', default: './index.js' } },
  };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * Makes the package that programs outside of this repository install, in a folder of its own: plain
 * JavaScript with declarations. Node strips no types within `node_modules`, and Node 20 none at all.
 */
export async function build(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await compile(folder);
  await renameImports(folder);
  await writeManifest(folder);
}
