import { once } from 'node:events';
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpServer, request } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/** A balancer before several servers: it takes them in turn, and passes over one that does not answer. */
export interface RoundRobin {
  readonly port: number;
  /** How often a server was passed over. */
  passedOver(): number;
  close(): Promise<void>;
}

interface Turn {
  /** The ports to try, the one whose turn it is first. */
  next(): readonly number[];
  pass(): void;
  readonly passed: number;
}

function createTurn(readPorts: () => readonly number[]): Turn {
  let turn = 0;
  let passed = 0;
  return {
    next() {
      turn += 1;
      const ports = readPorts();
      return ports.map((_, index) => ports[(turn + index) % ports.length] ?? 0);
    },
    pass() {
      passed += 1;
    },
    get passed() {
      return passed;
    },
  };
}

/** Connects to the first that takes the connection; undefined where none does. */
async function connectFirst(turn: Turn): Promise<Socket | undefined> {
  for (const port of turn.next()) {
    const socket = connect({ host: '127.0.0.1', port });
    try {
      await once(socket, 'connect');
      return socket;
    } catch {
      turn.pass();
    }
  }
  return undefined;
}

/** What goes over one connection goes to one server: what breaks there breaks here. */
function join(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
    from.pipe(to);
  }
}

async function listen(server: Server | HttpServer, turn: Turn): Promise<RoundRobin> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => open.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    passedOver: () => turn.passed,
    async close() {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** Each connection goes to the next server: for MQTT. */
export async function startConnectionBalancer(ports: () => readonly number[]): Promise<RoundRobin> {
  const turn = createTurn(ports);
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    void connectFirst(turn).then((upstream) => {
      if (upstream === undefined) return socket.destroy();
      join(socket, upstream);
      return socket.resume();
    });
  });
  return listen(server, turn);
}

/** Hands one request to the server that a connection was made to. */
function forward(incoming: IncomingMessage, answer: ServerResponse, upstream: Socket): void {
  const outgoing = request({
    createConnection: () => upstream,
    method: incoming.method,
    path: incoming.url,
    headers: {
      ...incoming.headers,
      'x-forwarded-for': incoming.socket.remoteAddress ?? '127.0.0.1',
      connection: 'close',
    },
  });
  // What a server that is killed leaves behind is a connection that breaks off.
  const breakOff = () => incoming.socket.destroy();
  outgoing.on('error', breakOff);
  outgoing.on('response', (response) => {
    answer.writeHead(response.statusCode ?? 502, response.rawHeaders);
    response.on('error', breakOff);
    response.on('aborted', breakOff);
    response.pipe(answer);
  });
  answer.on('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
}

/** Each request goes to the next server, streams and WebSockets too. */
export async function startRequestBalancer(ports: () => readonly number[]): Promise<RoundRobin> {
  const turn = createTurn(ports);
  const server = createHttpServer((incoming, answer) => {
    void connectFirst(turn).then((upstream) => {
      if (upstream !== undefined) return forward(incoming, answer, upstream);
      return answer.writeHead(503, { 'retry-after': '1' }).end();
    });
  });
  server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    void connectFirst(turn).then((upstream) => {
      if (upstream === undefined) return socket.destroy();
      const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`];
      for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
        lines.push(`${incoming.rawHeaders[i]}: ${incoming.rawHeaders[i + 1]}`);
      }
      upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
      upstream.write(head);
      return join(socket, upstream);
    });
  });
  return listen(server, turn);
}
