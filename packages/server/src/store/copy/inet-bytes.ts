import { isIP } from 'node:net';

/** An address as PostgreSQL's `inet` sends it, without the three bytes before it. */
export interface InetValue {
  readonly family: 4 | 6;
  readonly prefixBits: number;
  /** 4 or 16 bytes. */
  readonly address: readonly number[];
}

const byteGroups = (text: string): number[] => text.split('.').map(Number);

/** The eight groups of an IPv6 address as 16 bytes; the text was checked to be one. */
function ipv6Bytes(text: string): number[] {
  const [head = '', tail] = text.split('::');
  const expand = (part: string): number[] =>
    part === ''
      ? []
      : part.split(':').flatMap((group) => {
          if (group.includes('.')) return byteGroups(group);
          const value = Number.parseInt(group, 16);
          return [value >> 8, value & 0xff];
        });
  const front = expand(head);
  if (tail === undefined) return front;
  const back = expand(tail);
  return [...front, ...new Array<number>(16 - front.length - back.length).fill(0), ...back];
}

/**
 * Reads an IPv4 or IPv6 address, with a prefix length after a slash or without. A zone
 * (`fe80::1%eth0`) is refused, as PostgreSQL does. Undefined when it is no address.
 */
export function parseInet(text: string): InetValue | undefined {
  const slash = text.indexOf('/');
  const host = slash === -1 ? text : text.slice(0, slash);
  const family = isIP(host);
  if ((family !== 4 && family !== 6) || host.includes('%')) return undefined;
  const bitsMax = family === 4 ? 32 : 128;
  let prefixBits = bitsMax;
  if (slash !== -1) {
    const given = text.slice(slash + 1);
    prefixBits = Number(given);
    if (!/^\d{1,3}$/.test(given) || prefixBits > bitsMax) return undefined;
  }
  return { family, prefixBits, address: family === 4 ? byteGroups(host) : ipv6Bytes(host) };
}
