import {
  Client as ModernClient,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

/** A client of an MCP server, as far as tests use one. */
export interface ToolClient {
  call(name: string, given: Readonly<Record<string, unknown>>): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts a server that speaks on its standard streams, and connects to it. */
export async function connectToProgram(
  command: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>>,
): Promise<ToolClient> {
  const [program, ...parameters] = command;
  const client = new Client({ name: 'assistant', version: '3.2.1' });
  await client.connect(
    new StdioClientTransport({ command: program, args: parameters, env: { ...environment } }),
  );
  return {
    call: (name, given) => client.callTool({ name, arguments: given }),
    close: () => client.close(),
  };
}

/** Connects to a server over HTTP, in the era before 2026 or since. */
export async function connectToUrl(url: string, mode: 'legacy' | 'auto'): Promise<ToolClient> {
  const client = new ModernClient(
    { name: 'assistant', version: '3.2.1' },
    { versionNegotiation: { mode } },
  );
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  return {
    call: (name, given) => client.callTool({ name, arguments: given }),
    close: () => client.close(),
  };
}
