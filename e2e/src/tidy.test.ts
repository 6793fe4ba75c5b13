import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8');
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '');
const sources = files.filter((file) => /\.tsx?$/.test(file));
const product = sources.filter(
  (file) => /^packages\/[^/]+\/src\//.test(file) && !/\.(test|fuzz|bench)\.ts$|\/test\//.test(file),
);

/** Files longer than this are one story each; the list may only shrink. */
const linesMax = 300;
const medianLinesMax = 75;

const linesOf = (file: string): number => read(file).split('\n').length;

test('no folder for leftovers', () => {
  const leftovers = /(^|\/)(shared|common|utils?|helpers?|services|lib|core|misc)\//;
  expect(files.filter((file) => leftovers.test(file))).toEqual([]);
});

test('files are short', () => {
  const lines = product.map(linesOf).sort((a, b) => a - b);
  expect(lines[Math.floor(lines.length / 2)]).toBeLessThanOrEqual(medianLinesMax);
  expect(product.filter((file) => linesOf(file) > linesMax)).toEqual([]);
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

test('every npm script that HACKING.md names exists', () => {
  const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);
  const named = [...read('HACKING.md').matchAll(/npm run ([\w:-]+)/g)].map(
    ([, name]) => name ?? '',
  );
  expect(scripts).toEqual(expect.arrayContaining(named));
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
