import { gzipSync } from 'node:zlib';
import { budgets } from './budgets.ts';

/** One file that was made, as far as its weight is concerned. */
export interface Made {
  readonly fileName: string;
  readonly bytes: Uint8Array;
  /** Chunks that must be there before this one runs; empty for styles. */
  readonly imports: readonly string[];
  readonly isEntry: boolean;
  /** The module that a chunk was made for, where it was made for one. */
  readonly madeFor: string | undefined;
}

/** One line of the account. */
export interface Weight {
  readonly what: string;
  readonly bytes: number;
  readonly bytesMax: number;
}

/** A file with everything that it needs, each once. */
function closure(files: ReadonlyMap<string, Made>, names: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name) || !files.has(name)) return;
    seen.add(name);
    for (const other of files.get(name)?.imports ?? []) visit(other);
  };
  for (const name of names) visit(name);
  return seen;
}

/** Weighs what was made against the budgets, the heaviest of each kind first. */
export function weigh(made: readonly Made[]): readonly Weight[] {
  const files = new Map(made.map((file) => [file.fileName, file]));
  const sizes = new Map(
    made.map((file) => [file.fileName, gzipSync(file.bytes, { level: 9 }).length]),
  );
  const sum = (names: Iterable<string>): number =>
    [...names].reduce((total, name) => total + (sizes.get(name) ?? 0), 0);
  const scripts = made.filter(({ fileName }) => fileName.endsWith('.js'));
  const entries = scripts.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName);
  const shell = closure(files, entries);
  const forFirst = scripts
    .filter(({ madeFor }) => /features\/fleet\/|chart\/plot/.test(madeFor ?? ''))
    .map(({ fileName }) => fileName);
  const styles = made.filter(({ fileName }) => fileName.endsWith('.css'));
  const later = scripts
    .filter(({ fileName }) => !shell.has(fileName))
    .map(({ fileName }) => ({
      what: `chunk ${fileName}`,
      bytes: sum([fileName]),
      bytesMax: /\/plot-/.test(fileName)
        ? budgets.firstChartScriptBytesMax - budgets.shellScriptBytesMax
        : budgets.routeChunkBytesMax,
    }));
  return [
    { what: 'shell script', bytes: sum(shell), bytesMax: budgets.shellScriptBytesMax },
    {
      what: 'script to the first chart',
      bytes: sum(closure(files, [...entries, ...forFirst])),
      bytesMax: budgets.firstChartScriptBytesMax,
    },
    {
      what: 'styles',
      bytes: sum(styles.map(({ fileName }) => fileName)),
      bytesMax: budgets.stylesBytesMax,
    },
    ...later.sort((a, b) => b.bytes - a.bytes),
  ];
}
