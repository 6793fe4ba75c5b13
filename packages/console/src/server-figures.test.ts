import { expect, test } from 'vitest';
import { readInSpool, readServerFigures } from './server-figures.ts';

const text = `# HELP homepot_records_stored_total Records that are in the database.
# TYPE homepot_records_stored_total counter
homepot_records_stored_total{door="http",table="error_logs"} 4
homepot_records_stored_total{door="mqtt",table="health_checks"} 9
homepot_records_stored_total{door="self",table="error_logs"} 2
homepot_records_stored_total{door="sample",table="error_logs"} 500
homepot_records_received_total{door="http",table="error_logs"} 5
homepot_records_in_spool{door="http",table="error_logs"} 3
homepot_spool_lag_seconds{lane="0"} 0.5
homepot_spool_lag_seconds{lane="1"} 2.5
process_start_time_seconds 1770000000
`;

test('records are summed over doors, by table without sample data and in all', () => {
  const figures = readServerFigures(text);
  expect(Object.fromEntries(figures.storedByTable)).toEqual({ error_logs: 6, health_checks: 9 });
  expect(figures.records).toMatchObject({ stored: 515, received: 5, in_spool: 3, rejected: 0 });
  expect(readInSpool(text, 'error_logs')).toBe(3);
});

test('the lag is that of the lane that is farthest behind', () => {
  expect(readServerFigures(text)).toMatchObject({
    lagSeconds: 2.5,
    startedAtSeconds: 1_770_000_000,
  });
});
