import { expect, test } from 'vitest';
import { intervalOf, metricInWords, readVerdict } from './verdict.ts';

test('reads a verdict, and nothing that is none', () => {
  const verdict = {
    outcome: 'degraded',
    method: 'against_peers',
    devices: 5,
    peers: 18,
    metrics: [],
  };
  expect(readVerdict(verdict)).toEqual(verdict);
  expect(readVerdict(null)).toBeUndefined();
  expect(readVerdict({ proposal: {} })).toBeUndefined();
});

test('an interval is two standard errors to each side', () => {
  expect(intervalOf({ effect: 10, standardError: 2 })).toEqual([6, 14]);
});

test('names of metrics in words', () => {
  expect(metricInWords('response_time_ms')).toBe('response time');
  expect(metricInWords('unhealthy_share')).toBe('unhealthy share');
});
