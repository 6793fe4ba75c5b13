import { expect, test } from 'vitest';
import { whoDid } from './who-did.ts';

test('an entry names the person, else the command, the key or the device behind it', () => {
  const by = (user_id: string | null, event_metadata: never | null = null) =>
    whoDid({ user_id, event_metadata });
  expect(by('ada', { by: 'local command' } as never)).toBe('ada');
  expect(by(null, { by: 'local command' } as never)).toBe('local command');
  expect(by(null, { key_id: 'k1' } as never)).toBe('key k1');
  expect(by(null, { part: 3 } as never)).toBe('the house');
  expect(by(null)).toBe('the house');
});
