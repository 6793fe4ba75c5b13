import type { Host } from './host.ts';

/** A UUIDv7: ids sort by the time when they were made. */
export function createId(host: Pick<Host, 'nowMs' | 'random'>): string {
  const hex = Array.from(host.random(9), (byte) => (byte + 256).toString(16).slice(1)).join('');
  const time = host.nowMs().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-a${hex.slice(3, 6)}-${hex.slice(6)}`;
}

/** When an id was made, in milliseconds since 1970. */
export const timeOfId = (id: string): number =>
  Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
