import { deviceStateHistory, healthChecks } from '@homepot/catalogue';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSectionRows } from './section-rows.ts';
import { columnsOf, encodeSection } from './test/encode-section.ts';
import { noonMs } from './test/test-rows.ts';

const names = [
  'response_data',
  'device_id',
  'is_healthy',
  'response_time_ms',
  'timestamp',
] as const;

const check = fc.record({
  timestamp: fc.integer({ min: noonMs - 1e9, max: noonMs }),
  device_id: fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }),
  is_healthy: fc.boolean(),
  response_time_ms: fc.option(fc.nat(), { nil: undefined }),
  response_data: fc.option(fc.json(), { nil: undefined }),
});

test('rows come back as they were encoded, whatever the order of the columns', () => {
  fc.assert(
    fc.property(
      fc.array(check),
      fc.shuffledSubarray([...columnsOf('health_checks')], {
        minLength: columnsOf('health_checks').length,
      }),
      (rows, columns) => {
        const section = encodeSection('health_checks', rows, columns);
        expect([...readSectionRows(section, healthChecks, names)]).toEqual(
          rows.map(({ response_data, response_time_ms, ...row }) => ({
            ...row,
            response_time_ms: response_time_ms ?? null,
            response_data: response_data === undefined ? null : JSON.parse(response_data),
          })),
        );
      },
    ),
  );
});

test('a column that the section leaves out is null', () => {
  const section = encodeSection('health_checks', [{ device_id: 'a' }], ['device_id']);
  expect([...readSectionRows(section, healthChecks, ['device_id', 'endpoint'])]).toEqual([
    { device_id: 'a', endpoint: null },
  ]);
});

test('a column that the table does not have is refused', () => {
  const section = encodeSection('health_checks', [{ device_id: 'a' }]);
  const read = () => [...readSectionRows(section, deviceStateHistory, ['no_such' as 'reason'])];
  expect(read).toThrow(TypeError);
});
