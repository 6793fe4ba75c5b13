import { afterAll, beforeAll, expect, test } from 'vitest';
import { call } from '../call.ts';
import type { DemoHouse } from './demo-house.ts';
import { startDemoHouse } from './demo-house.ts';
import type { SeededFault } from './seeded-faults.ts';
import { seededFaults } from './seeded-faults.ts';

interface Finding {
  readonly kind: string;
  readonly what: string;
  readonly table: string;
  readonly severity: string;
  readonly count: number;
}
interface Quality {
  readonly passed: boolean;
  readonly score: number;
  readonly findings: readonly Finding[];
}

let house: DemoHouse;
beforeAll(async () => {
  house = await startDemoHouse();
  const made = await house.homepot(
    'demo',
    '--days',
    '7',
    '--devices',
    '3',
    '--step',
    '900',
    '--json',
  );
  expect(made).toMatchObject({ code: 0 });
}, 60_000);
afterAll(() => house.close());

async function judge(query = 'min_days=7'): Promise<Quality> {
  const path = `${house.url}/api/v1/data-quality?${query}`;
  const answer = await call(path, { key: house.localKey });
  expect(answer.status).toBe(200);
  return answer.body as Quality;
}

const failuresOf = ({ findings }: Quality) =>
  findings.filter(({ severity }) => severity === 'failure');

/** Breaks a table, looks at what is found, and puts the table back as it was. */
async function judgeBroken({ table, sql }: SeededFault, seed: string): Promise<Quality> {
  await house.query(`CREATE TABLE kept AS SELECT * FROM ${table}`);
  try {
    await house.query(sql, sql.includes('$1') ? [seed] : []);
    return await judge();
  } finally {
    await house.query(`DELETE FROM ${table}`);
    await house.query(`INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM kept`);
    await house.query('DROP TABLE kept');
  }
}

test('a simulated week passes', async () => {
  const { code, stdout } = await house.homepot('validate', '--min-days', '7');
  expect([code, stdout]).toEqual([0, expect.stringContaining('passed, score 100 of 100')]);
}, 30_000);

test.each(
  seededFaults.map((fault) => [`${fault.kind} ${fault.table}.${fault.what}`, fault] as const),
)('%s is named', async (_, fault) => {
  for (const seed of ['a', String(Math.random()), String(Math.random())]) {
    const quality = await judgeBroken(fault, seed);
    const found = failuresOf(quality);
    const { kind, what, table } = fault;
    expect(found, seed).toContainEqual(expect.objectContaining({ kind, what, table }));
    expect(found.filter((finding) => finding.table !== table)).toEqual([]);
    expect(quality).toMatchObject({ passed: false });
    expect(quality.score).toBeLessThan(100);
  }
});

test('all of it at one time is named on the terminal, with exit code 1', async () => {
  const tables = [...new Set(seededFaults.map(({ table }) => table))];
  for (const table of tables)
    await house.query(`CREATE TABLE kept_${table} AS SELECT * FROM ${table}`);
  const kinds = new Set(seededFaults.map(({ kind }) => kind));
  for (const { sql } of seededFaults) await house.query(sql, sql.includes('$1') ? ['b'] : []);
  const { code, stdout } = await house.homepot('validate', '--min-days', '7');
  for (const table of tables) {
    await house.query(`DELETE FROM ${table}`);
    await house.query(`INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM kept_${table}`);
  }
  expect(code).toBe(1);
  for (const kind of kinds) expect(stdout).toContain(`FAIL  ${kind}`);
  expect((await judge()).passed).toBe(true);
}, 30_000);

test('a site alone, another origin, more days than there are, and wrong words', async () => {
  const [site] = await house.query<{ site_id: string }>('SELECT site_id FROM sites');
  expect(await judge(`min_days=7&site_id=${site?.site_id}`)).toMatchObject({ passed: true });
  const real = await judge('min_days=7&provenance=real');
  expect(failuresOf(real).map(({ kind }) => kind)).toContain('too_few_rows');
  const long = failuresOf(await judge('min_days=30'));
  expect(new Set(long.map(({ kind }) => kind))).toEqual(new Set(['short_span']));
  expect(await house.homepot('validate', '--min-days', 'many')).toMatchObject({ code: 2 });
  expect(await house.homepot('validate', '--site', 'nowhere')).toMatchObject({ code: 2 });
}, 30_000);
