import { redactText } from './redact-text.ts';
import { isSecretKey } from './secret-key.ts';

/** A JSON value without what is secret or personal, by key and by form. Its depth must be limited. */
export function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'number') {
    const text = redactText(String(value));
    return text === String(value) ? value : text;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(redactValue);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      redactText(key),
      isSecretKey(key) && inner !== null && typeof inner !== 'boolean'
        ? '[redacted]'
        : redactValue(inner),
    ]),
  );
}
