import { expect, test } from 'vitest';
import { createSecretBox } from './secret-box.ts';
import { createSecretKeys } from './secret-keys.ts';

const boxOf = (secret: string) => createSecretBox(createSecretKeys(secret).secretBoxKey);
const box = boxOf('a'.repeat(32));

test('a secret comes back as it was, and no two boxes of it are alike', () => {
  const sealed = box.seal('whsec_ä', 'notifier:1');
  expect(box.open(sealed, 'notifier:1')).toBe('whsec_ä');
  expect(sealed.includes('whsec')).toBe(false);
  expect(box.seal('whsec_ä', 'notifier:1').equals(sealed)).toBe(false);
});

test('a box opens for its owner alone, and only with the secret of its house', () => {
  const sealed = box.seal('x', 'notifier:1');
  expect(box.open(sealed, 'notifier:2')).toBeUndefined();
  expect(boxOf('b'.repeat(32)).open(sealed, 'notifier:1')).toBeUndefined();
});

test('a box with one changed bit, or cut off, does not open', () => {
  const sealed = box.seal('some secret', 'notifier:1');
  for (const at of sealed.keys()) {
    const damaged = Buffer.from(sealed);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    expect(box.open(damaged, 'notifier:1'), String(at)).toBeUndefined();
    expect(box.open(sealed.subarray(0, at), 'notifier:1'), String(at)).toBeUndefined();
  }
});
