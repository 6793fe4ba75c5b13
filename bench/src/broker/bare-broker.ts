import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import process from 'node:process';
import { Aedes } from 'aedes';

// The broker that the server embeds, with nothing behind it: a report is acknowledged as soon as it is read.
const aedes = new Aedes({
  authorizePublish: (_client, _packet, done) => done(null),
});
await aedes.listen();
const server = createServer(aedes.handle);
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('disconnect', () => process.exit(0));
