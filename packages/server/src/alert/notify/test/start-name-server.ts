import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A name server that says whatever a test wants. */
export interface NameServer {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  /** The IPv4 addresses that names have from now on; none: the name is unknown. */
  say(addresses: (name: string) => readonly string[]): void;
  /** How often IPv4 addresses were asked for. */
  asked(): number;
  stop(): Promise<void>;
}

const headerBytes = 12;

/** The name of the first question, and where its type stands. */
function readQuestion(query: Buffer): { readonly name: string; readonly typeAt: number } {
  const labels: string[] = [];
  let at = headerBytes;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), typeAt: at + 1 };
}

/** An answer that points back to the name of the question, with no time to live. */
function addressRecord(address: string): Buffer {
  const bytes = address.split('.').map(Number);
  return Buffer.from([0xc0, headerBytes, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...bytes]);
}

function answerTo(query: Buffer, typeAt: number, addresses: readonly string[]): Buffer {
  const header = Buffer.alloc(headerBytes);
  query.copy(header, 0, 0, 2);
  const unknownName = 3;
  header.writeUInt16BE(0x8180 | (addresses.length === 0 ? unknownName : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  const question = query.subarray(headerBytes, typeAt + 4);
  return Buffer.concat([header, question, ...addresses.map(addressRecord)]);
}

/** Starts a name server on loopback. */
export async function startNameServer(): Promise<NameServer> {
  let addressesOf = (_name: string): readonly string[] => [];
  let asked = 0;
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const { name, typeAt } = readQuestion(query);
    const isIpv4 = query.readUInt16BE(typeAt) === 1;
    if (isIpv4) asked += 1;
    socket.send(answerTo(query, typeAt, isIpv4 ? addressesOf(name) : []), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    say(addresses) {
      addressesOf = addresses;
    },
    asked: () => asked,
    async stop() {
      socket.close();
      await once(socket, 'close');
    },
  };
}
