import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HomepotError } from '../../kernel/index.ts';
import type { Parameters } from '../parameters/parameters.ts';
import type { Position } from './cursor.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { findListing } from './find-listing.ts';
import { readListRequest } from './list-request.ts';

function faultOf(listPath: string, parameters: Parameters): HomepotError {
  const listing = findListing(listPath);
  if (listing === undefined) throw new Error(listPath);
  try {
    readListRequest(listing, parameters);
  } catch (error) {
    if (error instanceof HomepotError) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('what is wrong with a parameter is told with its path', () => {
  test.each<[string, Parameters, string]>([
    ['requests', { status_code: '2oo' }, 'status_code'],
    ['requests', { status_code: '99999999999' }, 'status_code'],
    ['requests', { status_code: '200,' }, 'status_code'],
    ['requests', { status_code: '2e2' }, 'status_code'],
    ['requests', { status_class: '5xy' }, 'status_class'],
    ['requests', { status_class: '0' }, 'status_class'],
    ['requests', { method: 'CONNECTIONS' }, 'method'],
    ['requests', { endpoint: '/a\0b' }, 'endpoint'],
    ['requests', { endpoint: '' }, 'endpoint'],
    ['requests', { limit: 0 }, 'limit'],
    ['requests', { limit: 1001 }, 'limit'],
    ['requests', { limit: 10.5 }, 'limit'],
    ['requests', { limit: ['1', '2'] }, 'limit'],
    ['requests', { order: 'sideways' }, 'order'],
    ['requests', { start_date: '2025-02-30' }, 'start_date'],
    ['requests', { end_date: 'now' }, 'end_date'],
    ['requests', { endpoint: Array.from({ length: 101 }, (_, i) => `/${i}`) }, 'endpoint'],
    ['errors', { severity: 'loud' }, 'severity'],
    ['errors', { resolved: 'perhaps' }, 'resolved'],
    ['tool-usage', { min_duration_ms: '-1' }, 'min_duration_ms'],
    ['performance-metrics', { labels: 'nocolon' }, 'labels'],
    ['performance-metrics', { labels: ':value' }, 'labels'],
    ['site-schedules', { day_of_week: '40000' }, 'day_of_week'],
    ['site-schedules', { site_id: 's'.repeat(51) }, 'site_id'],
  ])('%s %j', (listPath, parameters, name) => {
    expect(faultOf(listPath, parameters)).toMatchObject({
      code: 'parameter_invalid',
      path: `query.${name}`,
    });
  });
});

test('an unknown filter is told with the known ones', () => {
  const fault = faultOf('health-checks', { status: '200' });
  expect(fault).toMatchObject({ code: 'filter_unknown', path: 'query.status' });
  expect(fault.message).toContain(
    '`status` is not one of provenance, device_id, is_healthy, site_id, start_date, end_date, order',
  );
});

test('a name that every object has is no filter', () => {
  for (const name of ['constructor', '__proto__', 'toString', 'id', 'timestamp"; drop table x']) {
    const parameters = Object.fromEntries([[name, 'x']]);
    expect(faultOf('requests', parameters).code).toBe('filter_unknown');
  }
});

test('a range must lie in the right order', () => {
  const day = '2026-01-31';
  expect(faultOf('requests', { start_date: '2026-02-01', end_date: day }).code).toBe(
    'range_invalid',
  );
  const noon = `${day}T12:00:00Z`;
  expect(faultOf('requests', { start_date: noon, end_date: noon }).code).toBe('range_invalid');
});

describe('a cursor', () => {
  const position = fc.record<Position>({
    time: fc.constantFrom('2026-01-31T08:00:00.123456Z', '1970-01-01T00:00:00.000001Z'),
    id: fc.maxSafeNat(),
  });

  test('is read as it was written, for the same list only', () => {
    fc.assert(
      fc.property(position, fc.string(), fc.string(), (place, scope, other) => {
        const cursor = writeCursor(scope, place);
        expect(readCursor(scope, cursor, true)).toEqual(place);
        fc.pre(scope !== other);
        expect(() => readCursor(other, cursor, true)).toThrow(HomepotError);
      }),
    );
  });

  test('is refused when a single character was changed, cut or added', () => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=. '.split('');
    fc.assert(
      fc.property(position, fc.nat(), fc.constantFrom('', ...letters), (place, at, letter) => {
        const cursor = writeCursor('list', place);
        const index = at % cursor.length;
        const changed = cursor.slice(0, index) + letter + cursor.slice(index + 1);
        fc.pre(changed !== cursor);
        expect(() => readCursor('list', changed, true)).toThrow(HomepotError);
        expect(() => readCursor('list', `${cursor}A`, true)).toThrow(HomepotError);
      }),
      { examples: [[{ time: '2026-01-31T08:00:00.123456Z', id: 1 }, 5, 'A']] },
    );
  });

  test.each(['', 'AAAA', 'bnVsbA', 'W10', 'null', '%%%', 'e30'])('%j is refused', (cursor) => {
    expect(faultOf('requests', { cursor })).toMatchObject({
      code: 'cursor_invalid',
      path: 'query.cursor',
    });
  });

  test('of another order, filter or range is refused; another limit may be asked', () => {
    const listing = findListing('requests');
    if (listing === undefined) throw new Error('no list');
    const { scope } = readListRequest(listing, { method: ['GET', 'POST'] });
    const cursor = writeCursor(scope, { time: '2026-01-31T08:00:00.123456Z', id: 7 });
    expect(readListRequest(listing, { method: 'POST,GET', limit: 3, cursor }).after?.id).toBe(7);
    for (const other of [
      {},
      { method: 'GET' },
      { method: 'GET,POST', order: 'asc' },
      { method: 'GET,POST', start_date: '2026-01-01' },
      { method: 'GET,POST', endpoint: '/' },
    ]) {
      expect(faultOf('requests', { ...other, cursor }).code).toBe('cursor_invalid');
    }
  });
});
