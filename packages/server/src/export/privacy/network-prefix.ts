import { parseInet } from '../../store/index.ts';

const mappedHead = '0,0,0,0,0,0,0,0,0,0,255,255';

/** The network that an address lies in: the first 24 bits of IPv4, 48 of IPv6. Undefined for none. */
export function networkPrefix(text: string): string | undefined {
  const inet = parseInet(text);
  if (inet === undefined) return undefined;
  const { address } = inet;
  if (inet.family === 4) return address.slice(0, 3).join('.');
  const isMapped = address.slice(0, 12).join() === mappedHead;
  return isMapped ? address.slice(12, 15).join('.') : `6:${address.slice(0, 6).join('.')}`;
}
