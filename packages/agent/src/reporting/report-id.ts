function randomBits(random: () => number, bits: number): number {
  return Math.floor(random() * 2 ** bits);
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/**
 * A UUIDv7 (RFC 9562): 48 bits of milliseconds since 1970, then chance, so that ids sort by age.
 * `random` gives numbers from 0 up to 1, with 53 bits in them.
 */
export function createReportId(nowMs: number, random: () => number): string {
  const time = hex(Math.min(Math.max(0, Math.trunc(nowMs)), 2 ** 48 - 1), 12);
  const version = hex(0x7000 | randomBits(random, 12), 4);
  const variant = hex(0x8000 | randomBits(random, 14), 4);
  const rest = hex(randomBits(random, 48), 12);
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${variant}-${rest}`;
}
