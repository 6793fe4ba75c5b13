import { once } from 'node:events';
import { connect } from 'node:net';

const request =
  'GET /orders/17 HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench/1\r\nAccept: */*\r\n\r\n';

/** Length of the first answer in these bytes; undefined where it is not whole. */
function answerLength(bytes: Buffer): number | undefined {
  const head = bytes.indexOf('\r\n\r\n');
  if (head === -1) return undefined;
  const length = /content-length: (\d+)/i.exec(bytes.toString('latin1', 0, head))?.[1];
  if (length === undefined) throw new Error('an answer without a length');
  const end = head + 4 + Number(length);
  return bytes.length < end ? undefined : end;
}

async function driveOne(port: number, requests: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  await once(socket, 'connect');
  let bytes: Buffer = Buffer.alloc(0);
  let left = requests;
  const done = new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const end = answerLength(bytes);
      if (end === undefined) return;
      bytes = bytes.subarray(end);
      left -= 1;
      if (left === 0) resolve();
      else socket.write(request);
    });
  });
  socket.write(request);
  await done;
  socket.destroy();
}

/** Makes so many requests over some connections, on each one after the other. */
export async function drive(port: number, requests: number, connections: number): Promise<void> {
  const each = Math.ceil(requests / connections);
  await Promise.all(Array.from({ length: connections }, () => driveOne(port, each)));
}
