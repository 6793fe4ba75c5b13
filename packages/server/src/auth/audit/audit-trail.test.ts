import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { limits } from '../../kernel/index.ts';
import type { AuditEntry } from './audit-trail.ts';
import { appendAudit, verifyAuditChain } from './audit-trail.ts';

let trail: TestDatabase;
beforeAll(async () => {
  trail = await createTestDatabase();
});
afterAll(() => trail.drop());
beforeEach(async () => {
  await trail.database.query('TRUNCATE audit_logs RESTART IDENTITY');
});

const entry = (over: Partial<AuditEntry> = {}): AuditEntry => ({
  atMs: 1_767_225_600_123,
  eventType: 'key_created',
  description: 'Key x was created',
  ...over,
});

const append = (over: Partial<AuditEntry> = {}) =>
  trail.database.transaction((transaction) => appendAudit(transaction, entry(over)));

const verify = () => verifyAuditChain(trail.database);

describe('the audit trail', () => {
  test('holds when nobody touched it', async () => {
    expect(await verify()).toEqual({ rows: 0, head: undefined, broken: undefined });
    await append({ username: 'ada', address: '192.0.2.1', userAgent: 'x', newValues: { a: [1] } });
    await append({ oldValues: null, metadata: 'ünïcode "quoted"\n' });
    const { rows, head, broken } = await verify();
    expect({ rows, broken }).toEqual({ rows: 2, broken: undefined });
    expect(head?.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('keeps who, when and where', async () => {
    await append({ username: 'ada', address: '::ffff:192.0.2.1', userAgent: 'x'.repeat(600) });
    await append({ address: 'fe80::1%eth0' });
    await append({ address: 'nonsense' });
    const rows = await trail.database.query(
      'SELECT created_at, user_id, host(ip_address) AS ip, length(user_agent) AS agent, provenance FROM audit_logs ORDER BY id',
    );
    expect(rows).toEqual([
      {
        created_at: '2026-01-01T00:00:00.123000Z',
        user_id: 'ada',
        ip: '192.0.2.1',
        agent: 500,
        provenance: 'real',
      },
      expect.objectContaining({ ip: 'fe80::1' }),
      expect.objectContaining({ ip: null }),
    ]);
  });

  test('is one chain, however many write at one time', async () => {
    await Promise.all(Array.from({ length: 40 }, (_, i) => append({ metadata: i })));
    expect(await verify()).toMatchObject({ rows: 40, broken: undefined });
  });

  test('has no trace of what was rolled back, and no break', async () => {
    await append();
    const failing = trail.database.transaction(async (transaction) => {
      await appendAudit(transaction, entry());
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await append();
    expect(await verify()).toMatchObject({ rows: 2, broken: undefined });
  });

  test('is verified across pages', async () => {
    const count = limits.auditRowsPerPageMax + 3;
    await trail.database.transaction(async (transaction) => {
      for (let i = 0; i < count; i += 1) await appendAudit(transaction, entry({ metadata: i }));
    });
    expect(await verify()).toMatchObject({ rows: count, broken: undefined });
    await trail.database.query('DELETE FROM audit_logs WHERE id = $1', [
      limits.auditRowsPerPageMax,
    ]);
    expect((await verify()).broken).toEqual({
      id: limits.auditRowsPerPageMax + 1,
      reason: 'removed-or-reordered',
    });
  });
});

const rowCount = 6;

/** What somebody may do to a row who can write to the table, and where the chain breaks then. */
const edits: Readonly<Record<string, string>> = {
  'created_at by a microsecond': `created_at = created_at + interval '1 microsecond'`,
  event_type: `event_type = event_type || 'x'`,
  description: `description = description || ' '`,
  'user_id to nobody': 'user_id = NULL',
  'user_id to somebody': `user_id = 'eve'`,
  job_id: `job_id = 'job'`,
  device_id: `device_id = ''`,
  site_id: `site_id = 'site'`,
  'old_values from NULL to null': `old_values = 'null'::jsonb`,
  'new_values beyond what JavaScript can tell apart': `new_values = jsonb_set(new_values, '{n}', '9007199254740993')`,
  event_metadata: `event_metadata = event_metadata || '{"b": 2}'`,
  ip_address: `ip_address = '192.0.2.9'`,
  'ip_address to its network': `ip_address = '192.0.2.1/24'`,
  user_agent: `user_agent = user_agent || 'x'`,
  provenance: `provenance = 'simulated'`,
  hash: `hash = sha256(hash)`,
  prev_hash: `prev_hash = sha256(prev_hash)`,
};

const fill = async () => {
  await trail.database.query('TRUNCATE audit_logs RESTART IDENTITY');
  await trail.database.transaction(async (transaction) => {
    for (let i = 0; i < rowCount; i += 1) {
      const values = { username: 'ada', userAgent: 'x', address: '192.0.2.1', metadata: { i } };
      await appendAudit(transaction, entry({ ...values, newValues: { n: 9007199254740992 } }));
    }
  });
};

describe('finds', () => {
  test('any edit of any column of any row', async () => {
    const place = fc.tuple(fc.constantFrom(...Object.keys(edits)), fc.nat(rowCount - 1));
    await fc.assert(
      fc.asyncProperty(place, async ([name, row]) => {
        await fill();
        await trail.database.query(`UPDATE audit_logs SET ${edits[name]} WHERE id = $1`, [row + 1]);
        expect((await verify()).broken?.id).toBe(row + 1);
      }),
      { numRuns: 60, examples: Object.keys(edits).map((name) => [[name, rowCount - 1]]) },
    );
  });

  test('any removal, of the last rows by a witness', async () => {
    const removed = fc.uniqueArray(fc.integer({ min: 1, max: rowCount }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(removed, async (ids) => {
        await fill();
        const { head } = await verify();
        await trail.database.query('DELETE FROM audit_logs WHERE id = ANY($1::int[])', [ids]);
        const { broken, rows } = await verifyAuditChain(trail.database, head);
        expect(broken?.reason).toBe('removed-or-reordered');
        expect(rows).toBe(Math.min(...ids) - 1);
      }),
      { numRuns: 40 },
    );
  });

  test('any reordering', async () => {
    const order = fc.shuffledSubarray([1, 2, 3, 4, 5, 6], { minLength: 6 });
    const reordered = order.filter((ids) => ids.some((id, place) => id !== place + 1));
    await fc.assert(
      fc.asyncProperty(reordered, async (ids) => {
        await fill();
        await trail.database.query(
          `UPDATE audit_logs SET id = -place FROM unnest($1::int[]) WITH ORDINALITY AS moved (old, place)
           WHERE id = old`,
          [ids],
        );
        await trail.database.query('UPDATE audit_logs SET id = -id');
        const first = ids.findIndex((id, place) => id !== place + 1) + 1;
        expect((await verify()).broken?.id).toBe(first);
      }),
      { numRuns: 40 },
    );
  });

  test('a last row written anew with the right hash, by a witness', async () => {
    await fill();
    const { head } = await verify();
    await trail.database.query('DELETE FROM audit_logs WHERE id = $1', [rowCount]);
    await append({ description: 'something else' });
    await trail.database.query('UPDATE audit_logs SET id = $1 WHERE id > $1', [rowCount]);
    expect((await verifyAuditChain(trail.database, head)).broken).toBeDefined();
  });
});
