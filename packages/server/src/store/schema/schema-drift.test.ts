import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import type { Transaction } from '../database.ts';
import { readSchemaDrift } from './schema-drift.ts';

let scratch: TestDatabase;
beforeAll(async () => {
  scratch = await createTestDatabase();
});
afterAll(() => scratch.drop());

/** What the drift says after a change, which is then undone. */
async function driftAfter(...statements: readonly string[]): Promise<readonly string[]> {
  let drift: readonly string[] = [];
  const change = async (transaction: Transaction) => {
    for (const statement of statements) await transaction.query(statement);
    drift = await readSchemaDrift(transaction);
    throw new Error('undone');
  };
  await expect(scratch.database.transaction(change)).rejects.toThrow('undone');
  return drift;
}

test('a database after all migrations is what the catalogue says', async () => {
  expect(await readSchemaDrift(scratch.database)).toEqual([]);
});

describe('is seen', () => {
  const changes: Record<string, readonly [statement: string, line: string]> = {
    'a table too many': ['CREATE TABLE surplus (id int)', 'surplus: the table is not in'],
    'a table too few': ['DROP TABLE sample_rows', 'sample_rows: the table is missing'],
    'a column too many': ['ALTER TABLE sites ADD colour text', 'sites: columns "colour text null"'],
    'a column too few': ['ALTER TABLE sites DROP description', 'sites: columns'],
    'another type': ['ALTER TABLE devices ALTER last_seen TYPE timestamp', '"last_seen timestamp'],
    'another length': ['ALTER TABLE sites ALTER name TYPE varchar(99)', 'character varying(99)'],
    'another default': ['ALTER TABLE users ALTER is_admin SET DEFAULT true', 'default true'],
    'a lost default': ['ALTER TABLE users ALTER is_admin DROP DEFAULT', '"is_admin boolean'],
    'a lost NOT NULL': ['ALTER TABLE users ALTER email DROP NOT NULL', 'email character varying'],
    'a lost identity': ['ALTER TABLE device_metrics ALTER id DROP IDENTITY', 'id bigint not null"'],
    'a lost index': ['DROP INDEX devices_site_id_idx', 'indexes "(site_id)" is missing'],
    'an index too many': ['CREATE INDEX ON devices (name)', 'indexes "(name)" is not'],
    'another kind of index': ['CREATE INDEX ON devices USING hash (name)', '"hash (name)" is not'],
    'a lost unique key': ['ALTER TABLE sites DROP CONSTRAINT sites_site_id_key', 'unique'],
    'a lost primary key': [
      'ALTER TABLE sample_rows DROP CONSTRAINT sample_rows_pkey',
      'primaryKey',
    ],
    'a lost foreign key': [
      'ALTER TABLE devices DROP CONSTRAINT devices_site_id_fkey',
      'foreignKeys "(site_id) -> sites(id)" is missing',
    ],
    'a lost check': ['ALTER TABLE jobs DROP CONSTRAINT jobs_priority_check', 'checks "priority: '],
    'another check': [`ALTER TABLE sites ADD CHECK (name <> 'x')`, 'checks "name: x" is not'],
  };
  test.each(Object.entries(changes))('%s', async (_, [statement, line]) => {
    expect((await driftAfter(statement)).join('\n')).toContain(line);
  });

  test('another partition key', async () => {
    const drift = await driftAfter(
      'ALTER TABLE device_metrics RENAME TO old',
      'CREATE TABLE device_metrics (LIKE old INCLUDING DEFAULTS) PARTITION BY RANGE (received_at)',
      'DROP TABLE old',
    );
    expect(drift.join('\n')).toContain('partitionKey "RANGE (received_at)" is not in');
  });
});
