import { randomUUID } from 'node:crypto';

/** An id that grows with time: UUIDv7 (RFC 9562). */
export function createUuidV7(nowMs: number): string {
  const time = Math.floor(nowMs).toString(16).padStart(12, '0');
  // The rest of a UUIDv4 is random; only its version is another.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
