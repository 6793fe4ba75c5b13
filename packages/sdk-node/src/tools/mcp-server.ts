/**
 * What is used of MCP servers of both generations. Their `Server` keeps a handler for each method in
 * a map; `McpServer` sets that of `tools/call` when its first tool is registered, and runs every
 * tool by one method. All of it is looked for before it is used: a server that has it otherwise is
 * left alone, and that is told.
 */
export interface McpServerLike {
  setRequestHandler(...parameters: readonly unknown[]): unknown;
  getClientVersion?(): unknown;
  getNegotiatedProtocolVersion?(): unknown;
  readonly _requestHandlers: Map<string, McpHandler>;
}

/** Answers one request; the second parameter is `extra` (v1) or the context (v2). */
export type McpHandler = (request: McpRequest, extra: unknown) => unknown;

export interface McpRequest {
  readonly method?: string;
  readonly params?: { readonly name?: unknown; readonly arguments?: unknown };
}

/** The part of `McpServer` that runs a tool once its arguments are known to be right. */
export interface ToolRunner {
  executeToolHandler(...parameters: readonly unknown[]): Promise<unknown>;
}

/** The low-level server of a server; undefined where it is no MCP server that is known. */
export function lowLevelOf(server: object): McpServerLike | undefined {
  const { server: inner } = server as { readonly server?: unknown };
  const candidate = (typeof inner === 'object' && inner !== null ? inner : server) as McpServerLike;
  const isKnown =
    typeof candidate.setRequestHandler === 'function' && candidate._requestHandlers instanceof Map;
  return isKnown ? candidate : undefined;
}

/** The runner of tools of a high-level server; undefined for a low-level one. */
export function toolRunnerOf(server: object): ToolRunner | undefined {
  const runner = server as ToolRunner;
  return typeof runner.executeToolHandler === 'function' ? runner : undefined;
}
