import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { CommandAcknowledgement, DeviceCommand, DeviceReport } from '@homepot/catalogue';

/** A house that speaks HTTP and remembers what it was told. */
export interface TestHttpHouse {
  readonly url: string;
  readonly reports: DeviceReport[];
  readonly acknowledgements: CommandAcknowledgement[];
  /** What a device that asks is told; an acknowledgement as received takes it out. */
  readonly commands: DeviceCommand[];
  /** Tokens and credentials that came. */
  readonly keys: string[];
  /** The status of every answer, where it is set. */
  status: number | undefined;
  /** Files that it gives out, by path. */
  readonly files: Map<string, string>;
  stop(): Promise<void>;
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(status === 204 ? undefined : JSON.stringify(body));
}

const credential = {
  device_id: 'till-1',
  site_id: 'shop-1',
  key_id: 'key-1',
  credential: 'secret-1',
  mqtt_url: null,
  report_interval_seconds: 5,
};

function acknowledge(house: TestHttpHouse, acknowledgement: CommandAcknowledgement): void {
  house.acknowledgements.push(acknowledgement);
  const at = house.commands.findIndex((one) => one.command_id === acknowledgement.command_id);
  if (at >= 0) house.commands.splice(at, 1);
}

async function answer(house: TestHttpHouse, request: IncomingMessage, response: ServerResponse) {
  const { pathname, searchParams } = new URL(request.url ?? '/', house.url);
  const body = await readBody(request);
  if (request.headers.authorization) house.keys.push(request.headers.authorization);
  const file = house.files.get(pathname);
  if (house.status !== undefined) send(response, house.status, { detail: 'as the test wants' });
  else if (file !== undefined) response.end(file);
  else if (pathname.endsWith('/health')) {
    house.reports.push(body as DeviceReport);
    send(response, 200, { outcome: 'accepted' });
  } else if (pathname.endsWith('/ack')) {
    acknowledge(house, body as CommandAcknowledgement);
    send(response, 204, undefined);
  } else if (pathname.endsWith('/commands')) {
    const waitMs = Math.min(100, Number(searchParams.get('wait_seconds')) * 1_000);
    const giveBack = () => send(response, 200, { commands: house.commands });
    setTimeout(giveBack, house.commands.length > 0 ? 0 : waitMs);
  } else if (pathname.endsWith('/enrol') || pathname.endsWith('/rotate')) {
    send(response, 201, { ...credential, credential: `secret-${house.keys.length + 1}` });
  } else send(response, 404, { detail: 'not here' });
}

/** Starts a house on a free port. */
export async function startHttpHouse(): Promise<TestHttpHouse> {
  const server = createServer((request, response) => {
    answer(house, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const house: TestHttpHouse = {
    url: `http://127.0.0.1:${port}`,
    reports: [],
    acknowledgements: [],
    commands: [],
    keys: [],
    status: undefined,
    files: new Map(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return house;
}
