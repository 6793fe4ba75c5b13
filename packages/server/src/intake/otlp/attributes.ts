import type { Json } from '@homepot/catalogue';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { Fields } from './fields.ts';
import { numberOf, objectOf, objectsOf, textOf } from './fields.ts';

/** What is known of a resource, a span, a log record or a point, by the names of the conventions. */
export type Attributes = ReadonlyMap<string, Json>;

/** Attributes that are only asked for by name. */
export type NamedAttributes = Pick<Attributes, 'get' | 'has'>;

/**
 * Attributes of several holders as one, the last first. They are not copied: what thousands of items
 * have in common may be long.
 */
export function layerAttributes(...layers: readonly NamedAttributes[]): NamedAttributes {
  const holderOf = (name: string) => layers.findLast((layer) => layer.has(name));
  return {
    get: (name) => holderOf(name)?.get(name),
    has: (name) => holderOf(name) !== undefined,
  };
}

function bytesOf(value: unknown): string {
  // In JSON bytes are base64 already.
  return Buffer.isBuffer(value) ? value.toString('base64') : (textOf(value) ?? '');
}

/** Numbers that JSON cannot hold exactly stay text. */
function integerOf(value: unknown): Json {
  const number = numberOf(value);
  if (number === undefined) return null;
  return Number.isSafeInteger(number) ? number : String(value);
}

/** JSON knows no number that is none. */
function doubleOf(value: unknown): Json {
  const number = numberOf(value);
  if (number === undefined) return null;
  return Number.isFinite(number) ? number : String(number);
}

/** An `AnyValue` as JSON. Throws too_deep. */
export function jsonOf(value: unknown, path: string, depth = 0): Json {
  if (depth > limits.jsonDepthMax) {
    throw new HomepotError('too_deep', {
      path,
      message: `\`${path}\` has more than ${limits.jsonDepthMax} levels`,
    });
  }
  const any = objectOf(value, path);
  if (typeof any.stringValue === 'string') return any.stringValue;
  if (typeof any.boolValue === 'boolean') return any.boolValue;
  if (any.intValue !== undefined) return integerOf(any.intValue);
  if (any.doubleValue !== undefined) return doubleOf(any.doubleValue);
  if (any.bytesValue !== undefined) return bytesOf(any.bytesValue);
  if (any.arrayValue !== undefined) {
    const { values } = objectOf(any.arrayValue, path);
    return objectsOf(values, path).map((each, i) => jsonOf(each, `${path}[${i}]`, depth + 1));
  }
  if (any.kvlistValue === undefined) return null;
  const { values } = objectOf(any.kvlistValue, path);
  return toObject(readPairs(values, path, depth + 1));
}

function readPairs(list: unknown, path: string, depth: number): Map<string, Json> {
  const pairs = new Map<string, Json>();
  for (const [i, { key, value }] of objectsOf(list, path).entries()) {
    const name = textOf(key);
    if (name !== undefined) pairs.set(name, jsonOf(value, `${path}[${i}].value`, depth));
  }
  return pairs;
}

/** Attributes by name; of several with one name the last. Throws otlp_invalid or too_deep. */
export function readAttributes(holder: Fields, path: string): Attributes {
  return readPairs(holder.attributes, `${path}.attributes`, 0);
}

/** As an object of JSON. A name that would change what an object is, is a name like any other. */
export function toObject(attributes: Attributes): { [name: string]: Json } {
  return Object.fromEntries(attributes);
}

/** The first of these attributes that is there, as text. */
export function textAttribute(attributes: NamedAttributes, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = attributes.get(name);
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  }
  return undefined;
}

/** The first of these attributes that is a whole number. */
export function wholeAttribute(attributes: Attributes, ...names: string[]): number | undefined {
  for (const name of names) {
    const value = numberOf(attributes.get(name));
    if (value !== undefined && Number.isSafeInteger(value)) return value;
  }
  return undefined;
}
