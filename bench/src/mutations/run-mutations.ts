import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Mutation } from './mutation.ts';
import { mutate } from './mutation.ts';
import { mutations } from './mutations.ts';
import { createRepositoryCopy } from './repository-copy.ts';
import type { Verdict } from './run-test-file.ts';
import { runTestFile } from './run-test-file.ts';

// npm run mutations -- [--only TEXT]
// Makes one mistake at a time in a copy of the repository and runs the test that must notice it.
// Prints a Markdown table; exits 1 where a mistake stays unnoticed.

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const chosen = mutations.filter(({ name }) => name.includes(values.only));
const root = fileURLToPath(new URL('../../../', import.meta.url));
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function told(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'failed':
      return verdict.tests.map((test) => `"${test}"`).join(', ');
    case 'hung':
      return 'its time limit';
    case 'passed':
      return '**not noticed**';
    case 'broken':
      return `**did not run**: ${verdict.reason.split('\n')[0]}`;
  }
}

async function tryMutation(folder: string, mutation: Mutation): Promise<Verdict> {
  const path = join(folder, mutation.file);
  const source = await readFile(path, 'utf8');
  try {
    await writeFile(path, mutate(source, mutation));
    return await runTestFile(folder, mutation.caughtBy, interrupted.signal);
  } finally {
    await writeFile(path, source);
  }
}

/** A test that fails anyway would seem to notice everything. */
async function demandPassing(folder: string): Promise<void> {
  for (const file of new Set(chosen.map(({ caughtBy }) => caughtBy))) {
    const verdict = await runTestFile(folder, file, interrupted.signal);
    if (verdict.kind !== 'passed') {
      throw new Error(`${file} does not pass without a mutation: ${told(verdict)}`);
    }
  }
}

/** Says at once, not after half an hour, that the code has moved away from a mutation. */
async function demandPlaces(folder: string): Promise<void> {
  for (const mutation of chosen) {
    mutate(await readFile(join(folder, mutation.file), 'utf8'), mutation);
  }
}

async function tryAll(folder: string): Promise<number> {
  await demandPlaces(folder);
  await demandPassing(folder);
  say('| mistake | made in | noticed by |');
  say('| --- | --- | --- |');
  let unnoticed = 0;
  for (const mutation of chosen) {
    const verdict = await tryMutation(folder, mutation);
    if (verdict.kind === 'passed' || verdict.kind === 'broken') unnoticed += 1;
    say(`| ${mutation.name} | ${mutation.file} | ${told(verdict)} |`);
  }
  return unnoticed;
}

const copy = await createRepositoryCopy(root);
try {
  const unnoticed = await tryAll(copy.folder);
  say('');
  say(`${chosen.length - unnoticed} of ${chosen.length} mistakes are noticed.`);
  process.exitCode = unnoticed > 0 ? 1 : 0;
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
  process.exitCode = 130;
} finally {
  await copy.remove();
}
