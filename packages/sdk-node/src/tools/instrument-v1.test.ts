import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { CallToolRequestSchema, ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import express from 'express';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Opened } from '../../test/open-homepot.ts';
import { atEnd, openHomepot } from '../../test/open-homepot.ts';
import type { Homepot } from '../index.ts';

const text = (words: string) => ({ content: [{ type: 'text' as const, text: words }] });

/** Half of the tools are there before the server is instrumented, half come after. */
function createServer(homepot: Homepot): McpServer {
  const server = new McpServer({ name: 'stock', version: '1.0.0' });
  const find = { inputSchema: { operation: z.string().optional(), sku: z.string() } };
  server.registerTool('find', find, async ({ sku }) => text(`found ${sku}`));
  server.registerTool('sold_out', {}, async () => ({ ...text('none is left'), isError: true }));
  homepot.instrument(server, { pack: 'stock-pack' });
  server.registerTool('breaks', { inputSchema: { depth: z.number() } }, async () => {
    await pause(5);
    homepot.captureError(new Error('seen on the way'), { severity: 'warning' });
    throw new RangeError('out of range');
  });
  server.registerTool('waits', {}, async (extra) => {
    await pause(10_000, undefined, { signal: extra.signal });
    return text('late');
  });
  server.registerTool('late', {}, async () => {
    throw new DOMException('The store did not answer', 'TimeoutError');
  });
  server.registerTool('refuses', {}, async () => {
    throw new McpError(ErrorCode.InvalidRequest, 'not now');
  });
  return server;
}

async function open(): Promise<Opened & { client: Client }> {
  const opened = await openHomepot();
  const [near, far] = InMemoryTransport.createLinkedPair();
  far.sessionId = 'session-7';
  const client = new Client({ name: 'assistant', version: '3.2.1' });
  await createServer(opened.homepot).connect(far);
  await client.connect(near);
  atEnd(() => client.close());
  return { ...opened, client };
}

test('a call is told with who called, what, how long and how much, and without the values', async () => {
  const { client, rows } = await open();
  await client.callTool({ name: 'find', arguments: { sku: 'secret-sku', operation: 'lookup' } });
  const [row] = await rows('tool_usage_logs');
  expect(row).toEqual({
    bcp_name: 'stock-pack',
    tool_name: 'find',
    operation: 'lookup',
    parameters: { sku: 'string', operation: 'string' },
    session_id: 'session-7',
    start_time: expect.stringMatching(/Z$/),
    end_time: expect.stringMatching(/Z$/),
    success: true,
    outcome: 'ok',
    client_name: 'assistant',
    client_version: '3.2.1',
    protocol_version: expect.stringMatching(/^20\d\d-/),
    request_bytes: expect.any(Number),
    response_bytes: Buffer.byteLength(JSON.stringify(text('found secret-sku'))),
  });
  expect(JSON.stringify(row)).not.toContain('secret-sku');
});

test.each([
  ['sold_out', {}, 'tool_error', 'none is left', 'error'],
  ['breaks', { depth: 3 }, 'tool_error', 'out of range', 'error'],
  ['late', {}, 'timeout', 'The store did not answer', 'error'],
  ['refuses', {}, 'protocol_error', 'MCP error -32600: not now', 'warning'],
  ['breaks', { depth: 'deep' }, 'protocol_error', 'Invalid arguments', 'warning'],
  ['not_there', {}, 'protocol_error', 'not_there not found', 'warning'],
])('%s with %j ends as %s', async (name, parameters, outcome, message, severity) => {
  const { client, rows } = await open();
  await client.callTool({ name, arguments: parameters }).catch(() => undefined);
  const [row] = await rows('tool_usage_logs');
  const said = expect.stringContaining(message);
  expect(row).toMatchObject({ tool_name: name, outcome, success: false, error_message: said });
  const errors = await rows('error_logs');
  expect(
    errors.find((one) => one.severity === severity && one.error_message !== 'seen on the way'),
  ).toMatchObject({
    category: 'tool',
    error_message: said,
    session_id: 'session-7',
    tool_context: { bcp_name: 'stock-pack', tool_name: name, operation: 'call' },
  });
});

test('an error that a tool captures is known to be of that call', async () => {
  const { client, rows } = await open();
  await client.callTool({ name: 'breaks', arguments: { depth: 3 } });
  const errors = await rows('error_logs');
  expect(errors.map((row) => row.error_message)).toEqual(['seen on the way', 'out of range']);
  const [seen, thrown] = errors;
  expect(seen).toMatchObject({
    category: 'tool',
    tool_context: { tool_name: 'breaks', parameters: { depth: 'number' } },
    request_id: thrown?.request_id,
  });
  expect(thrown?.stack_trace).toContain('instrument-v1.test.ts');
});

test('a call that its client takes back is cancelled; one that it waited for too long timed out', async () => {
  const { client, rows } = await open();
  const ending = new AbortController();
  const call = client.callTool({ name: 'waits' }, undefined, { signal: ending.signal });
  setTimeout(() => ending.abort('the person left'), 20);
  await expect(call).rejects.toThrow();
  await expect(client.callTool({ name: 'waits' }, undefined, { timeout: 30 })).rejects.toThrow();
  await pause(20);
  const told = await rows('tool_usage_logs');
  expect(told.map((row) => row.outcome)).toEqual(['cancelled', 'timeout']);
  expect(await rows('error_logs')).toHaveLength(1);
});

test('a low-level server is told of too, whether its handler comes before or after', async () => {
  const opened = await openHomepot();
  for (const isBefore of [true, false]) {
    const server = new Server({ name: 'low', version: '1' }, { capabilities: { tools: {} } });
    const handle = () =>
      server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
        if (params.name === 'gone') throw new McpError(ErrorCode.InvalidParams, 'no such tool');
        if (params.name === 'bad') throw new Error('broken');
        return text('done');
      });
    if (isBefore) handle();
    opened.homepot.instrument(server, { pack: 'low', arguments: 'values', replies: true });
    if (!isBefore) handle();
    const [near, far] = InMemoryTransport.createLinkedPair();
    const client = new Client({ name: 'c', version: '1' });
    await server.connect(far);
    await client.connect(near);
    for (const name of ['works', 'gone', 'bad']) {
      await client.callTool({ name, arguments: { n: 1, api_key: 'abc' } }).catch(() => undefined);
    }
    await client.close();
  }
  const told = await opened.rows('tool_usage_logs');
  const once3 = ['ok', 'protocol_error', 'tool_error'];
  expect(told.map((row) => row.outcome)).toEqual([...once3, ...once3]);
  expect(told[0]).toMatchObject({
    parameters: { n: 1, api_key: '[redacted]' },
    response_data: text('done'),
  });
});

test('over HTTP the session, the version and the request around a call are known', async () => {
  const opened = await openHomepot();
  const { homepot, rows } = opened;
  const app = express();
  app.use(homepot.express({ user: () => 'anna' }));
  app.use(express.json());
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: () => randomUUID() });
  app.post('/mcp', (request, response) => transport.handleRequest(request, response, request.body));
  await createServer(homepot).connect(transport as Parameters<McpServer['connect']>[0]);
  const listening = app.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  atEnd(async () => {
    listening.closeAllConnections();
    listening.close();
  });
  const { port } = listening.address() as AddressInfo;
  const client = new Client({ name: 'assistant', version: '3' });
  const way = new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`));
  await client.connect(way as Parameters<Client['connect']>[0]);
  await client.callTool({ name: 'breaks', arguments: { depth: 1 } });
  await pause(20);
  const [row] = await rows('tool_usage_logs');
  expect(row).toMatchObject({
    session_id: transport.sessionId,
    user_id: 'anna',
    client_name: 'assistant',
    protocol_version: expect.stringMatching(/^20\d\d-/),
    ip_address: '127.0.0.1',
  });
  const requests = await rows('api_request_logs');
  const errors = await rows('error_logs');
  expect(requests.map((request) => request.request_id)).toContain(errors[0]?.request_id);
  await client.close();
});
