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

/**
 * Whether the request was made on the server's own machine. Behind a proxy that is not trusted,
 * every request seems to be; so one that was forwarded never counts.
 */
export function isFromThisMachine(request: FastifyRequest): boolean {
  const forwarded =
    request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
  const socketAddress = request.socket.remoteAddress ?? '';
  return !forwarded && isLoopback(socketAddress) && isLoopback(request.ip);
}
