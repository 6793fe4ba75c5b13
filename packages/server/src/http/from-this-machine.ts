import { BlockList } from 'node:net';
import type { FastifyRequest } from 'fastify';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether an address is of this machine. IPv4 in IPv6 counts as IPv4. */
function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return loopback.check(plain, plain.includes(':') ? 'ipv6' : 'ipv4');
}

/** Headers that a proxy adds. */
const forwardedBy = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

/** Whether the Host header names this machine: a page elsewhere can make a name lead here. */
function hasLoopbackHost({ headers: { host = '' } }: FastifyRequest): boolean {
  const name = host.toLowerCase().replace(/:\d*$/, '');
  return name === 'localhost' || name === '127.0.0.1' || name === '[::1]';
}

/**
 * Whether the request was made on the server's own machine. Behind a proxy that is not trusted,
 * every request seems to be; so one that was forwarded never counts.
 */
export function isFromThisMachine(request: FastifyRequest): boolean {
  const forwarded = forwardedBy.some((name) => request.headers[name] !== undefined);
  const socketAddress = request.socket.remoteAddress ?? '';
  if (forwarded || !hasLoopbackHost(request)) return false;
  return isLoopback(socketAddress) && isLoopback(request.ip);
}
