import { limits } from '../../kernel/index.ts';
import type { Fault } from './fault.ts';
import { fault } from './fault.ts';

/** Whether PostgreSQL can store the text: no NUL character and no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** Beyond it numbers are written with an exponent, so that nobody means each digit. */
const spelledOutMax = 1e21;

function checkNumber(value: number, path: string): Fault | undefined {
  if (!Number.isFinite(value)) {
    return fault('number_out_of_range', path, 'must be a number that a double can hold');
  }
  const unsafe = Number.isInteger(value) && !Number.isSafeInteger(value);
  if (unsafe && Math.abs(value) < spelledOutMax) {
    return fault('number_unsafe', path, 'must be sent as text');
  }
  return undefined;
}

function checkText(value: string, path: string): Fault | undefined {
  if (value.length * 3 > limits.textBytesMax && Buffer.byteLength(value) > limits.textBytesMax) {
    return fault('json_too_large', path, `must have at most ${limits.textBytesMax} bytes`);
  }
  if (!isStorable(value)) {
    return fault('text_invalid', path, 'must not hold NUL or lone surrogates');
  }
  return undefined;
}

function checkKey(key: string, path: string): Fault | undefined {
  const most = limits.jsonKeyBytesMax;
  if (key.length * 3 > most && Buffer.byteLength(key) > most) {
    return fault('json_too_large', path, `must have keys of at most ${most} bytes`);
  }
  return checkText(key, path);
}

function checkObject(value: object, path: string, depth: number): Fault | undefined {
  const keys = Object.keys(value);
  if (keys.length > limits.jsonKeysPerObjectMax) {
    return fault('json_too_large', path, `must have at most ${limits.jsonKeysPerObjectMax} keys`);
  }
  for (const key of keys) {
    if (key === '__proto__') return fault('key_forbidden', path, 'must not have a key `__proto__`');
    const found =
      checkKey(key, path) ??
      checkJson((value as Record<string, unknown>)[key], `${path}.${key}`, depth);
    if (found !== undefined) return found;
  }
  return undefined;
}

function checkArray(values: readonly unknown[], path: string, depth: number): Fault | undefined {
  for (const [index, value] of values.entries()) {
    const found = checkJson(value, `${path}[${index}]`, depth);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * What PostgreSQL or we could not keep of a JSON value, if anything: depth, keys an object, sizes
 * of texts, text it cannot store, numbers that would change.
 */
export function checkJson(value: unknown, path: string, depth = 0): Fault | undefined {
  switch (typeof value) {
    case 'string':
      return checkText(value, path);
    case 'number':
      return checkNumber(value, path);
    case 'boolean':
      return undefined;
    case 'object':
      if (value === null) return undefined;
      if (depth >= limits.jsonDepthMax) {
        return fault('json_too_large', path, `must have at most ${limits.jsonDepthMax} levels`);
      }
      return Array.isArray(value)
        ? checkArray(value, path, depth + 1)
        : checkObject(value, path, depth + 1);
    default:
      return fault('type_wrong', path, 'must be JSON');
  }
}
