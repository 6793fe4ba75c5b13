import { connect } from 'node:net';
import process from 'node:process';
import type { Duplex } from 'node:stream';

const usualPorts: Readonly<Record<string, number>> = { 'mqtt:': 1_883, 'mqtts:': 8_883 };

/**
 * Opens the connection to a broker at `mqtt://` or `mqtts://`. The library would load every way that
 * it knows (websockets, proxies, TLS), at the cost of twenty megabytes. `ca` are certificates (PEM)
 * to trust in place of those of the machine.
 */
export function openStream(url: string, ca: string | undefined): Duplex {
  const { protocol, hostname, port } = new URL(url);
  const usual = usualPorts[protocol];
  if (usual === undefined) throw new TypeError(`"${url}" is neither mqtt:// nor mqtts://.`);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const address = { host, port: port === '' ? usual : Number(port) };
  if (protocol === 'mqtt:') return connect(address);
  const { connect: connectTls } = process.getBuiltinModule('node:tls');
  const { isIP } = process.getBuiltinModule('node:net');
  // An address is no name that a server could be asked for.
  const name = isIP(host) === 0 ? { servername: host } : {};
  return connectTls({ ...address, ...name, ...(ca === undefined ? {} : { ca }) });
}
