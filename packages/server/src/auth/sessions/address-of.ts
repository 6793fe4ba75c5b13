import { isIP } from 'node:net';

/** An address as PostgreSQL keeps it: without the zone of a link-local one; null where it is none. */
export function addressOf(address: string | undefined): string | null {
  const plain = (address ?? '').replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(plain) === 0 ? null : plain;
}
