import { telemetryTables } from '@homepot/catalogue';
import { expect, test } from 'vitest';
import { redactRecord } from '../redact/redact-record.ts';
import { checkJson } from './check-json.ts';

const tableOf = (name: string) => {
  const table = telemetryTables.find((one) => one.name === name);
  if (table === undefined) throw new Error(name);
  return table;
};

test('a quarantined record loses what its columns would have lost, and no more', () => {
  expect(
    redactRecord(tableOf('user_activities'), {
      user_id: 'anna@shop.example',
      session_id: 'card4111111111111111',
      page_url: '/go?next=%2Fx%3Ftoken%3Dabc&page=2',
      search_query: 'anna@shop.example',
      extra_data: { password: 'x' },
    }),
  ).toEqual({
    user_id: 'anna@shop.example',
    session_id: 'card[redacted:card]',
    page_url: '/go?next=%2Fx%3Ftoken%3D[redacted:token]&page=2',
    search_query: '[redacted:email]',
    extra_data: { password: '[redacted:password]' },
  });
});

test('a JSON key may have 1 KiB', () => {
  expect(checkJson({ ['a'.repeat(1_024)]: 1 }, 'labels')).toBeUndefined();
  expect(checkJson({ a: { ['a'.repeat(1_025)]: 1 } }, 'labels')?.code).toBe('json_too_large');
  expect(checkJson({ ['é'.repeat(600)]: 1 }, 'labels')?.code).toBe('json_too_large');
});
