import { mkdir, rename, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { scripts } from './budgets.ts';
import { folder, hashSources, stampFile } from './sources.ts';

type Script = (typeof scripts)[number];

async function bundle({ entry, format }: Script): Promise<string> {
  const build = await rolldown({ input: fileURLToPath(new URL(`src/${entry}`, folder)) });
  const { output } = await build.generate({ format, name: 'homepot', minify: true });
  await build.close();
  return output[0].code;
}

/** Puts a file into its place whole: somebody may be reading it. */
async function put(target: URL, text: string): Promise<void> {
  const beside = new URL(`${target.href}.${process.pid}`);
  await writeFile(beside, text);
  await rename(beside, target);
}

/** Makes the scripts for web pages in `dist`. Throws where one is larger than its budget. */
export async function build(say: (line: string) => void): Promise<void> {
  const sources = await hashSources();
  await mkdir(new URL('dist/', folder), { recursive: true });
  const overweight: string[] = [];
  for (const script of scripts) {
    const code = await bundle(script);
    const bytes = gzipSync(code, { level: 9 }).length;
    const line = `${script.name}: ${bytes} of ${script.gzipBytesMax} bytes after gzip`;
    say(line);
    if (bytes > script.gzipBytesMax) overweight.push(line);
    await put(new URL(`dist/${script.name}`, folder), code);
  }
  if (overweight.length > 0) throw new Error(`larger than the budget: ${overweight.join('; ')}`);
  await put(stampFile, sources);
}
