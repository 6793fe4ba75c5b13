import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Takes every batch and keeps none. */
export interface Sink {
  readonly url: string;
  stop(): void;
}

const taken = JSON.stringify({
  batch_id: 'b',
  accepted: 1,
  filtered: 0,
  duplicate: 0,
  quarantined: 0,
  rejected: [],
});

/** Starts a sink. */
export async function startSink(): Promise<Sink> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.end(taken));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
