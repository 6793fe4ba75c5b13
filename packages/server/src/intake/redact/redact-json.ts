import { isCardNumber } from './card-number.ts';
import { redactText } from './redact-text.ts';
import type { RedactedKind } from './secret-key.ts';
import { isState, secretKindOf } from './secret-key.ts';

/** Kinds that a value must resemble, since their keys are words of daily life. */
const resembles: Partial<Record<RedactedKind, RegExp>> = {
  phone: /\d[\d ().+/-]{4,}/,
  email: /@/,
};

/** What stands for a value under a key that names a secret; the same value where it says nothing. */
function redactNamed(key: string, value: unknown, kind: RedactedKind): unknown {
  if (value === null || value === '' || typeof value === 'boolean') return value;
  if (typeof value !== 'object' && isState(key, String(value))) return value;
  const form = resembles[kind];
  if (form === undefined) return `[redacted:${kind}]`;
  if (typeof value === 'object') return redactJson(value);
  return form.test(String(value)) ? `[redacted:${kind}]` : redactJson(value);
}

/** Keys that hold nothing to take out; senders use few. Cleared when it is full. */
const cleanKeys = new Set<string>();
const cleanKeysMax = 2_000;
const cleanKeyCharactersMax = 100;

function redactKey(key: string): string {
  if (cleanKeys.has(key)) return key;
  const redacted = redactText(key);
  if (redacted === key && key.length <= cleanKeyCharactersMax) {
    if (cleanKeys.size >= cleanKeysMax) cleanKeys.clear();
    cleanKeys.add(key);
  }
  return redacted;
}

/** How lists of headers, parameters and fields call the name of a `value`. */
const namesOfValues = ['name', 'key', 'header', 'field'];

/** What kind of secret the `value` of an object is, as its other fields say: `{name, value}`. */
function kindOfNamedValue(value: Record<string, unknown>): RedactedKind | undefined {
  if (!Object.hasOwn(value, 'value')) return undefined;
  for (const name of namesOfValues) {
    const told = Object.hasOwn(value, name) ? value[name] : undefined;
    const kind = typeof told === 'string' ? secretKindOf(told) : undefined;
    if (kind !== undefined) return kind;
  }
  return undefined;
}

function redactObject(value: Record<string, unknown>): unknown {
  let copy: Record<string, unknown> | undefined;
  const kindOfValue = kindOfNamedValue(value);
  for (const key of Object.keys(value)) {
    const before = value[key];
    const kind = key === 'value' ? kindOfValue : secretKindOf(key);
    const after = kind === undefined ? redactJson(before) : redactNamed(key, before, kind);
    const cleanKey = redactKey(key);
    if (after === before && cleanKey === key) continue;
    copy ??= { ...value };
    if (cleanKey !== key) delete copy[key];
    copy[cleanKey] = after;
  }
  return copy ?? value;
}

/** Names of headers in a list where names and values take turns. */
const secretHeader =
  /^(?:(?:proxy-)?authorization|(?:set-)?cookie|x-[a-z-]{0,64}(?:key|token|secret))$/i;

function redactItem(value: unknown, before: unknown): unknown {
  const isValue = typeof value === 'string' && typeof before === 'string';
  if (!isValue || !secretHeader.test(before)) return redactJson(value);
  return redactNamed(before, value, secretKindOf(before) ?? 'secret');
}

function redactArray(values: readonly unknown[]): unknown {
  let copy: unknown[] | undefined;
  for (const [i, before] of values.entries()) {
    const after = redactItem(before, values[i - 1]);
    if (after === before) continue;
    copy ??= [...values];
    copy[i] = after;
  }
  return copy ?? values;
}

/**
 * A JSON value without what is secret or personal, by key and by form. Returns the value itself
 * when there is nothing to take out. Depth must have been checked before.
 */
export function redactJson(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) && isCardNumber(String(value)) ? '[redacted:card]' : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? redactArray(value) : redactObject(value as Record<string, unknown>);
}
