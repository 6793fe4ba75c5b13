import { HomepotError } from '../../kernel/index.ts';

/** An object of a request whose fields nobody has looked at yet. */
export type Fields = Readonly<Record<string, unknown>>;

function refuse(path: string, what: string): never {
  throw new HomepotError('otlp_invalid', { path, message: `\`${path}\` is not ${what}` });
}

/** The objects of a list; none where the list is absent. Throws otlp_invalid with the path. */
export function objectsOf(value: unknown, path: string): readonly Fields[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) refuse(path, 'an array');
  return value.map((item, i) => objectOf(item, `${path}[${i}]`));
}

/** An object; empty where it is absent. Throws otlp_invalid with the path. */
export function objectOf(value: unknown, path: string): Fields {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) refuse(path, 'an object');
  return value as Fields;
}

/** A text; undefined where it is absent, empty or something else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A number, which JSON may write as text; undefined where it is none. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isNaN(number) && value !== 'NaN' ? undefined : number;
}

/** A trace or span id in hexadecimal: bytes in protobuf, text in JSON. All zeros means none. */
export function idOf(value: unknown): string | undefined {
  const id = Buffer.isBuffer(value) ? value.toString('hex') : textOf(value)?.toLowerCase();
  return id !== undefined && /^[0-9a-f]{16,32}$/.test(id) && !/^0+$/.test(id) ? id : undefined;
}

/** The protocol has 64 bits for an instant, which ends in the year 2554. */
const nanosMax = 2n ** 64n - 1n;

/** Nanoseconds since 1970; undefined where there are none, since 0 means not known. */
export function nanosOf(value: unknown): bigint | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^\d{1,20}$/.test(text)) return undefined;
  const nanos = BigInt(text);
  return nanos === 0n || nanos > nanosMax ? undefined : nanos;
}

/** An instant to the microsecond, as the door reads it. */
export function instantOf(nanos: bigint | undefined): string | undefined {
  if (nanos === undefined) return undefined;
  const micros = String((nanos / 1_000n) % 1_000n).padStart(3, '0');
  return new Date(Number(nanos / 1_000_000n)).toISOString().replace('Z', `${micros}Z`);
}

/** Without the fields that are not known. */
export function withoutAbsent(row: Fields): Fields {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
}
