import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import {
  Client,
  InMemoryTransport,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import {
  createMcpHandler,
  McpServer,
  ProtocolError,
  ProtocolErrorCode,
} from '@modelcontextprotocol/server';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Opened } from '../../test/open-homepot.ts';
import { atEnd, openHomepot } from '../../test/open-homepot.ts';
import type { Homepot } from '../index.ts';

const text = (words: string) => ({ content: [{ type: 'text' as const, text: words }] });

function createServer(homepot: Homepot): McpServer {
  const server = new McpServer({ name: 'stock', version: '1.0.0' });
  const inputSchema = z.object({ action: z.enum(['add', 'remove']), sku: z.string() });
  server.registerTool('stock', { inputSchema }, async ({ sku }) => text(`changed ${sku}`));
  homepot.instrument(server, { pack: 'stock-pack' });
  server.registerTool('sold_out', {}, async () => ({ ...text('none is left'), isError: true }));
  server.registerTool('breaks', {}, async () => {
    throw new RangeError('out of range');
  });
  server.registerTool('refuses', {}, async () => {
    throw new ProtocolError(ProtocolErrorCode.InvalidRequest, 'not now');
  });
  server.registerTool('waits', {}, async (context) => {
    await pause(10_000, undefined, { signal: context.mcpReq.signal });
    return text('late');
  });
  return server;
}

type Open = (opened: Opened) => Promise<Client>;

/** The era before 2026, in memory: the client names itself once. */
const openOld: Open = async ({ homepot }) => {
  const [near, far] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'assistant', version: '3' });
  await createServer(homepot).connect(far);
  await client.connect(near);
  return client;
};

async function openOverHttp({ homepot }: Opened, mode: 'legacy' | 'auto'): Promise<Client> {
  const handler = createMcpHandler(() => createServer(homepot));
  const app = new Hono();
  app.use(homepot.hono({ user: () => 'anna' }));
  app.all('/mcp', (context) => handler.fetch(context.req.raw));
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  atEnd(async () => {
    await handler.close();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const client = new Client({ name: 'assistant', version: '3' }, { versionNegotiation: { mode } });
  await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`)));
  return client;
}

const eras: readonly (readonly [string, RegExp, Open])[] = [
  ['before 2026, in memory', /^2025-/, openOld],
  ['before 2026, over HTTP without sessions', /^2025-/, (opened) => openOverHttp(opened, 'legacy')],
  ['since 2026, over HTTP', /^2026-/, (opened) => openOverHttp(opened, 'auto')],
];

test.each(eras)(
  '%s: a call is told with its version, its client and its operation',
  async (name, version, openEra) => {
    const opened = await openHomepot();
    const client = await openEra(opened);
    await client.callTool({ name: 'stock', arguments: { action: 'add', sku: 'a' } });
    await client.close();
    const [row] = await opened.rows('tool_usage_logs');
    expect(row).toMatchObject({
      bcp_name: 'stock-pack',
      tool_name: 'stock',
      operation: 'add',
      parameters: { action: 'string', sku: 'string' },
      outcome: 'ok',
      success: true,
      protocol_version: expect.stringMatching(version),
    });
    // A server that is made anew for each request of the old era was never told the name.
    if (!name.includes('without sessions')) {
      expect(row).toMatchObject({ client_name: 'assistant', client_version: '3' });
    }
    if (name.includes('HTTP'))
      expect(row).toMatchObject({ user_id: 'anna', ip_address: '127.0.0.1' });
  },
);

test.each(eras)('%s: failures are told apart', async (_name, _version, openEra) => {
  const opened = await openHomepot();
  const client = await openEra(opened);
  const calls: readonly (readonly [string, object])[] = [
    ['sold_out', {}],
    ['breaks', {}],
    ['refuses', {}],
    ['stock', { action: 'burn', sku: 1 }],
    ['not_there', {}],
  ];
  for (const [name, given] of calls) {
    await client.callTool({ name, arguments: { ...given } }).catch(() => undefined);
  }
  await client.close();
  const told = await opened.rows('tool_usage_logs');
  expect(told.map((row) => [row.tool_name, row.outcome])).toEqual([
    ['sold_out', 'tool_error'],
    ['breaks', 'tool_error'],
    ['refuses', 'protocol_error'],
    ['stock', 'protocol_error'],
    ['not_there', 'protocol_error'],
  ]);
  const errors = await opened.rows('error_logs');
  expect(errors.map((row) => row.severity)).toEqual([
    'error',
    'error',
    'warning',
    'warning',
    'warning',
  ]);
  expect(errors[1]).toMatchObject({ error_message: 'out of range', error_code: 'RangeError' });
});

// Where each request of the old era has a server of its own, none is told that the client left.
const cancellable = eras.filter(([name]) => !name.includes('without sessions'));

test.each(cancellable)(
  '%s: a call that its client takes back is cancelled',
  async (_name, _version, openEra) => {
    const opened = await openHomepot();
    const client = await openEra(opened);
    const ending = new AbortController();
    const call = client.callTool({ name: 'waits' }, { signal: ending.signal });
    setTimeout(() => ending.abort(), 50);
    await expect(call).rejects.toThrow();
    await pause(50);
    const calls = await opened.rows('tool_usage_logs');
    await client.close();
    expect(calls.map((row) => row.outcome)).toEqual(['cancelled']);
  },
);

test('what is no MCP server is left alone, and that is told', async () => {
  const { homepot, problems } = await openHomepot();
  const other = { call: () => 1 };
  expect(homepot.instrument(other, { pack: 'x' })).toBe(other);
  expect(problems).toMatchObject([{ code: 'mcp_server_unknown' }]);
});
