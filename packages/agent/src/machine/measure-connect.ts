import { connect } from 'node:net';

/** Milliseconds that a TCP connection takes to stand; undefined where it does not within the time. */
export function measureConnect(host: string, port: number, timeoutMs: number) {
  return new Promise<number | undefined>((resolve) => {
    const startedAtMs = performance.now();
    const socket = connect({ host, port, timeout: timeoutMs });
    const end = (ms: number | undefined) => {
      socket.destroy();
      resolve(ms);
    };
    socket.once('connect', () => end(performance.now() - startedAtMs));
    socket.once('timeout', () => end(undefined));
    socket.once('error', () => end(undefined));
  });
}
