import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What a test file said. */
export type Verdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly tests: readonly string[] }
  /** It did not come to an end within the time. */
  | { readonly kind: 'hung' }
  /** It did not run: the code cannot even be loaded, or the runner broke. */
  | { readonly kind: 'broken'; readonly reason: string };

interface JsonReport {
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly message?: string;
    readonly assertionResults: readonly { readonly status: string; readonly title: string }[];
  }[];
}

const runMillisecondsMax = 180_000;

function read(report: JsonReport): Verdict {
  const tests = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed')
    .map(({ title }) => title);
  if (tests.length > 0) return { kind: 'failed', tests };
  const reason = report.testResults.map(({ message }) => message ?? '').join('\n');
  return report.numTotalTests === 0 ? { kind: 'broken', reason } : { kind: 'passed' };
}

/** Runs one test file of a repository with its own Vitest. Killed when the signal aborts. */
export async function runTestFile(
  repository: string,
  file: string,
  signal: AbortSignal,
): Promise<Verdict> {
  const output = join(repository, 'test-report.json');
  await rm(output, { force: true });
  const vitest = join(repository, 'node_modules/vitest/vitest.mjs');
  const parameters = [vitest, 'run', file, '--reporter=json', `--outputFile=${output}`];
  const child = spawn(process.execPath, parameters, { cwd: repository, stdio: 'ignore' });
  const kill = (): void => {
    child.kill('SIGTERM');
  };
  const late = AbortSignal.timeout(runMillisecondsMax);
  const ended = AbortSignal.any([signal, late]);
  ended.addEventListener('abort', kill);
  await once(child, 'exit');
  ended.removeEventListener('abort', kill);
  signal.throwIfAborted();
  if (late.aborted) return { kind: 'hung' };
  const text = await readFile(output, 'utf8').catch(() => undefined);
  return text === undefined ? { kind: 'broken', reason: 'no report' } : read(JSON.parse(text));
}
