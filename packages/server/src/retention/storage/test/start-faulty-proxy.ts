import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What the proxy does with a request in place of handing it on as it is. */
type Fault =
  | { readonly kind: 'answer'; readonly status: number; readonly code: string }
  | { readonly kind: 'hang-up' }
  /** Hands on what the function makes of the body. */
  | { readonly kind: 'change'; readonly change: (body: Buffer) => Buffer };

export interface FaultyProxy {
  readonly url: string;
  /** Requests so far. */
  readonly requests: () => number;
  /** Decides for each request; undefined hands it on. */
  misbehave(decide: (request: IncomingMessage) => Fault | undefined): void;
  stop(): Promise<void>;
}

function answerError(reply: ServerResponse, status: number, code: string): void {
  reply.writeHead(status, { 'content-type': 'application/xml' });
  reply.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`);
}

async function handOn(port: number, request: IncomingMessage, reply: ServerResponse, body: Buffer) {
  const { method, url = '/', headers } = request;
  const { 'transfer-encoding': _, ...kept } = headers;
  const onward = send({
    host: '127.0.0.1',
    port,
    method,
    path: url,
    headers: { ...kept, 'content-length': String(body.length) },
  });
  onward.on('response', (answer) => {
    reply.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(reply);
  });
  onward.on('error', () => reply.destroy());
  onward.end(body);
}

/** Stands before a service and does to requests what networks and full disks do. */
export async function startFaultyProxy(port: number): Promise<FaultyProxy> {
  let decide: (request: IncomingMessage) => Fault | undefined = () => undefined;
  let requests = 0;
  const server: Server = createServer(async (request, reply) => {
    requests += 1;
    const fault = decide(request);
    const body = await buffer(request);
    if (fault?.kind === 'answer') return answerError(reply, fault.status, fault.code);
    if (fault?.kind === 'hang-up') return void request.socket.destroy();
    await handOn(port, request, reply, fault?.kind === 'change' ? fault.change(body) : body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    misbehave(given) {
      decide = given;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
