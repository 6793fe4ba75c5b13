import type { McpServerLike } from './mcp-server.ts';

/** Who calls a tool, as far as the protocol tells. */
export interface McpCaller {
  readonly signal: AbortSignal | undefined;
  readonly sessionId: string | undefined;
  readonly clientName: string | undefined;
  readonly clientVersion: string | undefined;
  readonly protocolVersion: string | undefined;
  readonly userAgent: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const prefix = 'io.modelcontextprotocol/';

/** A header of the HTTP request: v1 has an object of them, v2 the request itself. */
function headerOf(extra: Fields, name: string): string | undefined {
  const old = fieldsOf(fieldsOf(extra.requestInfo).headers);
  const request = fieldsOf(fieldsOf(extra.http).req);
  const { headers } = request;
  if (headers instanceof Headers) return textOf(headers.get(name));
  return textOf([old[name]].flat()[0]);
}

/**
 * Reads who calls. Before the revision of 2026 a client names itself and its version once, when it
 * connects (`server` remembers it, `negotiated` the version where the server does not); since then
 * it does so in the envelope of each request.
 */
export function readMcpCaller(
  server: McpServerLike,
  given: unknown,
  negotiated: string | undefined,
): McpCaller {
  const extra = fieldsOf(given);
  const request = fieldsOf(extra.mcpReq);
  const envelope = fieldsOf(request.envelope);
  const signal = request.signal ?? extra.signal;
  const client = fieldsOf(envelope[`${prefix}clientInfo`] ?? server.getClientVersion?.());
  const spoken =
    textOf(envelope[`${prefix}protocolVersion`]) ??
    textOf(server.getNegotiatedProtocolVersion?.()) ??
    headerOf(extra, 'mcp-protocol-version') ??
    negotiated;
  return {
    signal: signal instanceof AbortSignal ? signal : undefined,
    sessionId: textOf(extra.sessionId) ?? headerOf(extra, 'mcp-session-id'),
    clientName: textOf(client.name),
    clientVersion: textOf(client.version),
    protocolVersion: spoken,
    userAgent: headerOf(extra, 'user-agent'),
  };
}
