import { limits } from '../../kernel/index.ts';

const form = /^[A-Za-z0-9_][A-Za-z0-9_.=-]*(\/[A-Za-z0-9_][A-Za-z0-9_.=-]*)*$/;

/** Refuses keys that would lead out of the storage or mean something else elsewhere: a bug of the caller. */
export function checkKey(key: string): string {
  if (key.length > limits.storageKeyCharactersMax || !form.test(key)) {
    throw new TypeError(`not a key of a storage: ${key}`);
  }
  return key;
}
