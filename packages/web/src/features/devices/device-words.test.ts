import { expect, test } from 'vitest';
import { ruleInWords } from './device-words.ts';

const nowMs = Date.parse('2026-11-22T12:00:00Z');
const device = {
  status: 'online',
  status_reason: null,
  report_interval_seconds: 30,
  silent_after_seconds: 90,
  last_seen: '2026-11-22T11:58:25Z',
  is_active: true,
} as const;

test('the rule by which a device is offline is told with its numbers', () => {
  expect(
    ruleInWords(
      { ...device, status: 'offline', status_reason: 'No report for 3 intervals (90 s)' },
      nowMs,
    ),
  ).toBe('Offline because no heartbeat came for 95 s; the limit is 90 s = 3 × 30 s.');
});

test('a device that said good-bye is offline for that', () => {
  expect(ruleInWords({ ...device, status: 'offline', status_reason: 'Agent stopped' }, nowMs)).toBe(
    'Offline. Agent stopped. Its last heartbeat came 95 s ago; the limit is 90 s = 3 × 30 s.',
  );
});

test('a device is unknown, and not offline, while the house itself was down', () => {
  const words = ruleInWords(
    { ...device, status: 'unknown', status_reason: 'HOMEPOT itself was down from A to B' },
    nowMs,
  );
  expect(words).toBe(
    'Unknown, not offline: HOMEPOT itself was down from A to B. Its next report says how it is.',
  );
});

test('a device that never reported is not missed', () => {
  expect(ruleInWords({ ...device, status: 'unknown', last_seen: null }, nowMs)).toBe(
    'Unknown: it has never reported.',
  );
});
