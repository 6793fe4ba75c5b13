import { expect, test } from 'vitest';
import { failuresInWords } from './failures-in-words.ts';

test('names each way of failing that happened, and no other', () => {
  expect(failuresInWords({ tool_error: 12, protocol_error: 0, timeout: 3, cancelled: 0 })).toBe(
    '12 by the tool, 3 timed out',
  );
  expect(failuresInWords({ tool_error: 0, protocol_error: 0, timeout: 0, cancelled: 0 })).toBe('');
});
