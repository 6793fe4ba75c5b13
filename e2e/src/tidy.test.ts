import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8');
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  // A file that was moved stands in the index until the move is committed.
  .filter((file) => file !== '' && existsSync(`${root}${file}`));
const sources = files.filter((file) => /\.tsx?$/.test(file));
const product = sources.filter(
  (file) => /^packages\/[^/]+\/src\//.test(file) && !/\.(test|fuzz|bench)\.ts$|\/test\//.test(file),
);

/** Files longer than this would tell more than one story. */
const linesMax = 300;
/** Tables of facts, which have a line for each; the list may only shrink. */
const tablesOfFacts = [
  'packages/catalogue/src/alert-measures.ts',
  'packages/catalogue/src/errors.ts',
  'packages/catalogue/src/index.ts',
];
const medianLinesMax = 75;

/** Whoever opens a folder should see at a glance what is in it: more files than this want rooms. */
const filesPerFolderMax = 25;
/** Folders of many files of one kind; the list may only shrink. */
const longFolders = [
  'packages/catalogue/src/tables',
  'packages/console/src/commands',
  'packages/server/src/alert/notify',
  'packages/server/src/fleet/jobs',
  'packages/server/src/main/house',
  'packages/server/src/spool',
  'packages/web/src/components',
];

const linesOf = (file: string): number => read(file).split('\n').length;

test('no folder for leftovers', () => {
  const leftovers = /(^|\/)(shared|common|utils?|helpers?|services|lib|core|misc)\//;
  expect(files.filter((file) => leftovers.test(file))).toEqual([]);
});

test('files are short', () => {
  const lines = product.map(linesOf).sort((a, b) => a - b);
  expect(lines[Math.floor(lines.length / 2)]).toBeLessThanOrEqual(medianLinesMax);
  expect(product.filter((file) => linesOf(file) > linesMax)).toEqual(tablesOfFacts);
});

test('no folder is a heap', () => {
  const folders = Map.groupBy(product, (file) => file.slice(0, file.lastIndexOf('/')));
  const long = [...folders].filter(([, inIt]) => inIt.length > filesPerFolderMax);
  expect(long.map(([folder]) => folder).toSorted()).toEqual(longFolders);
});

test('time is read in kernel/clock only', () => {
  const readers = product.filter(
    (file) =>
      file.startsWith('packages/server/') &&
      /\bDate\.now\(|\bnew Date\(\)|performance\.now\(/.test(read(file)),
  );
  expect(readers).toEqual(['packages/server/src/kernel/clock.ts']);
});

test('periodic work is started in main only', () => {
  const starters = product.filter(
    (file) => file.startsWith('packages/server/') && /\bsetInterval\(/.test(read(file)),
  );
  expect(starters.filter((file) => !file.startsWith('packages/server/src/main/'))).toEqual([]);
});

test('no test is switched off or runs alone', () => {
  const tests = sources.filter(
    (file) => file.endsWith('.test.ts') && !file.endsWith('tidy.test.ts'),
  );
  expect(
    tests.filter((file) => /\b(test|it|describe)\.(skip|only|todo)\(/.test(read(file))),
  ).toEqual([]);
});

test('the rooms in ARCHITECTURE.md are the rooms of rooms.json, in order', () => {
  const rooms: unknown = JSON.parse(read('rooms.json'));
  const section =
    read('ARCHITECTURE.md').split('## Rooms of the server')[1]?.split('\n## ')[0] ?? '';
  const named = [...section.matchAll(/^\| `([a-z]+)`\s+\|/gm)].map(([, room]) => room);
  expect(named).toEqual(rooms);
});

test('HACKING.md names every npm script, and none that does not exist', () => {
  const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);
  const named = [...read('HACKING.md').matchAll(/npm (?:run )?([\w:-]+)/g)].map(
    ([, name]) => name ?? '',
  );
  // `check` runs its parts one after the other.
  const whole = scripts.filter((name) => !name.startsWith('check:'));
  expect(named).toEqual(expect.arrayContaining(whole));
  const ofNpm = ['ci', 'install', 'scripts'];
  expect([...scripts, ...ofNpm]).toEqual(expect.arrayContaining(named));
});

test('a decision has a number of its own, which its first line says too', () => {
  const decisions = files.filter((file) => /^docs\/decisions\/.*\.md$/.test(file));
  const named = decisions.map((file) => Number(/\/(\d{4})-[a-z-]+\.md$/.exec(file)?.[1]));
  expect(new Set(named).size).toBe(decisions.length);
  expect(decisions.map((file) => Number(/^# (\d+)\. /.exec(read(file))?.[1]))).toEqual(named);
});

test('every limit that is declared is kept somewhere', () => {
  const text = product
    .filter((file) => !/limits\.ts$/.test(file))
    .map(read)
    .join('\n');
  const used = new Set(text.match(/\b[a-z]\w+\b/g));
  const unused = product
    .filter((file) => /limits\.ts$/.test(file))
    .flatMap((file) =>
      [...read(file).matchAll(/^(?: {2}|export const )([a-z]\w+)(?::| =)/gm)]
        .map(([, name]) => name ?? '')
        .filter((name) => !used.has(name))
        .map((name) => ({ file, name })),
    )
    .filter(({ name }) => !/[lL]imits$|limitFacts/.test(name));
  expect(unused).toEqual([]);
});

test('documents link to files that exist', () => {
  const broken = files
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) =>
      [...read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target]) => ({
        file,
        target: new URL(target ?? '', `file:///${file}`).pathname.slice(1),
      })),
    )
    .filter(
      ({ target }) =>
        !files.some(
          (known) => known === target || known.startsWith(`${target}/`) || `${known}/` === target,
        ),
    );
  expect(broken).toEqual([]);
});

test('README.md leads to every tutorial and how-to, and every explanation is linked from somewhere', () => {
  const documents = files.filter((file) => file.endsWith('.md'));
  const guides = documents.filter((file) => /^docs\/(tutorials|how-to)\//.test(file));
  expect(guides.filter((file) => !read('README.md').includes(`](${file})`))).toEqual([]);
  const explanations = documents.filter((file) => file.startsWith('docs/explanation/'));
  const isLinked = (file: string): boolean =>
    documents.some((other) => other !== file && read(other).includes(file.split('/').at(-1) ?? ''));
  expect(explanations.filter((file) => !isLinked(file))).toEqual([]);
});

test('the lock names every optional package, so that npm ci takes it on any platform (else: npm run lock)', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  const known = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)));
  const wanted = Object.values(packages).flatMap((entry) =>
    Object.keys(entry.optionalDependencies ?? {}),
  );
  expect(wanted.filter((name) => !known.has(name))).toEqual([]);
});
