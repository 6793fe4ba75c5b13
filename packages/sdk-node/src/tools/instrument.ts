import { AsyncLocalStorage } from 'node:async_hooks';
import { runInScope } from '../context/scope.ts';
import { limits } from '../limits.ts';
import { textOf } from '../record/cut-text.ts';
import type { TellProblem } from '../sender/problems.ts';
import { readMcpCaller } from './mcp-caller.ts';
import type { McpHandler, McpRequest, McpServerLike } from './mcp-server.ts';
import { lowLevelOf, toolRunnerOf } from './mcp-server.ts';
import { createOperationOf } from './operation-of.ts';
import { isFailedReply, messageOfReply, outcomeOfAbort, outcomeOfError } from './outcome-of.ts';
import type { ToolCall, ToolDesk, ToolEnd } from './tool-call.ts';
import { beginToolCall, jsonBytes } from './tool-call.ts';
import type { ToolOptions } from './tool-options.ts';
import { createVocabulary } from './vocabulary.ts';

/** How the tools of an MCP server are told of. */
export interface InstrumentOptions extends ToolOptions {
  /** The person behind a call; asked with `extra` (v1) or the context (v2) of its handler. */
  user?(extra: unknown): unknown;
  /** The session of a call; else that of the transport. */
  session?(extra: unknown): unknown;
}

/** Makes the calls of an MCP server's tools told of. Returns the server. */
export type Instrument = <Server extends object>(
  server: Server,
  options: InstrumentOptions,
) => Server;

/** What is seen of a call inside of the server, where errors become replies. */
interface Progress {
  /** Whether the tool itself was reached, past the checks of its name and arguments. */
  isReached: boolean;
  error: unknown;
}

const progressOfCall = new AsyncLocalStorage<Progress>();
const callMethod = 'tools/call';
const instrumented = new WeakSet<object>();

/** Notes where the tool is reached, and what it throws; `McpServer` makes a reply of it. */
function watchRunner(server: object): boolean {
  const runner = toolRunnerOf(server);
  if (runner === undefined) return false;
  const execute = runner.executeToolHandler;
  runner.executeToolHandler = async (...parameters) => {
    const progress = progressOfCall.getStore();
    if (progress !== undefined) progress.isReached = true;
    try {
      return await execute.apply(server, [...parameters]);
    } catch (error) {
      if (progress !== undefined) progress.error = error;
      throw error;
    }
  };
  return true;
}

const refusal = /^MCP error -3260\d|^(?:Input validation error: )?Invalid arguments for tool/;

/** How a call ended that was answered. */
function readEnd(
  reply: unknown,
  progress: Progress,
  isWatched: boolean,
  signal: AbortSignal | undefined,
): ToolEnd {
  const responseBytes = jsonBytes(reply);
  if (!isFailedReply(reply)) return { outcome: 'ok', reply, responseBytes };
  const message = messageOfReply(reply);
  if (progress.error !== undefined) {
    const outcome = outcomeOfError(progress.error, signal);
    return { outcome, error: progress.error, reply, responseBytes };
  }
  const isRefused = isWatched ? !progress.isReached : refusal.test(message ?? '');
  const outcome = isRefused ? 'protocol_error' : 'tool_error';
  return { outcome, error: message, reply, responseBytes };
}

/** A server that is instrumented. */
interface Instrumented {
  readonly desk: ToolDesk;
  readonly server: McpServerLike;
  readonly options: InstrumentOptions;
  /** Whether {@link watchRunner} sees its tools. */
  readonly isWatched: boolean;
  readonly operationOf: ReturnType<typeof createOperationOf>;
  readonly nameOf: (tool: string) => string;
  negotiated: string | undefined;
}

function ask(question: () => unknown): string | undefined {
  try {
    return textOf(question(), 255);
  } catch {
    return undefined;
  }
}

interface Begun {
  readonly call: ToolCall;
  readonly signal: AbortSignal | undefined;
}

function begin(one: Instrumented, request: McpRequest, extra: unknown): Begun | undefined {
  const { desk, server, options } = one;
  try {
    const { signal, ...caller } = readMcpCaller(server, extra, one.negotiated);
    const given = request.params?.arguments;
    const name = textOf(request.params?.name, 100);
    const tool = name === undefined ? '(no name)' : one.nameOf(name);
    const call = beginToolCall(desk, options, {
      ...caller,
      tool,
      operation: one.operationOf(tool, given),
      given,
      userId: ask(() => options.user?.(extra)),
      sessionId: ask(() => options.session?.(extra)) ?? caller.sessionId,
      requestBytes: jsonBytes(request),
    });
    return { call, signal };
  } catch {
    return undefined;
  }
}

/** The handler of `tools/call` that tells of each call and otherwise does the same. */
function watchCalls(one: Instrumented, handler: McpHandler): McpHandler {
  return async (request, extra) => {
    const begun = begin(one, request, extra);
    if (begun === undefined) return handler(request, extra);
    const { call, signal } = begun;
    const onAbort = () => {
      call.end({ outcome: outcomeOfAbort(signal?.reason), error: signal?.reason });
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    const progress: Progress = { isReached: false, error: undefined };
    try {
      const reply = await runInScope(call.scope, () =>
        progressOfCall.run(progress, async () => handler(request, extra)),
      );
      call.end(readEnd(reply, progress, one.isWatched, signal));
      return reply;
    } catch (error) {
      call.end({ outcome: outcomeOfError(error, signal), error });
      throw error;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  };
}

/** Notes the version that is agreed on; servers of v1 forget it. */
function watchInitialize(one: Instrumented, handler: McpHandler): McpHandler {
  return async (request, extra) => {
    const answer = await handler(request, extra);
    const { protocolVersion } = (answer ?? {}) as { readonly protocolVersion?: unknown };
    if (typeof protocolVersion === 'string') one.negotiated = protocolVersion;
    return answer;
  };
}

/** Watches handlers that are there, and those that are set later. */
function watchHandlers(one: Instrumented): void {
  const { server } = one;
  const { _requestHandlers: handlers } = server;
  const watched = new WeakSet<McpHandler>();
  const watch = (method: string, wrap: (one: Instrumented, handler: McpHandler) => McpHandler) => {
    const handler = handlers.get(method);
    if (handler === undefined || watched.has(handler)) return;
    const wrapped = wrap(one, handler);
    watched.add(wrapped);
    handlers.set(method, wrapped);
  };
  const watchAll = () => {
    watch(callMethod, watchCalls);
    watch('initialize', watchInitialize);
  };
  watchAll();
  const set = server.setRequestHandler;
  server.setRequestHandler = (...parameters) => {
    const result = set.apply(server, [...parameters]);
    watchAll();
    return result;
  };
}

/** Creates what instruments MCP servers made with `@modelcontextprotocol/sdk` 1 or `/server` 2. */
export function createInstrument(desk: ToolDesk, tell: TellProblem): Instrument {
  return (server, options) => {
    try {
      const lowLevel = lowLevelOf(server);
      if (lowLevel === undefined) {
        tell({
          code: 'mcp_server_unknown',
          message:
            'This is no MCP server that is known, and its tools are not told of; use wrapTool.',
        });
        return server;
      }
      if (instrumented.has(lowLevel)) return server;
      instrumented.add(lowLevel);
      watchHandlers({
        desk,
        server: lowLevel,
        options,
        isWatched: watchRunner(server),
        operationOf: createOperationOf(),
        nameOf: createVocabulary(limits.routesRememberedMax, '(other tools)'),
        negotiated: undefined,
      });
    } catch (error) {
      tell({ code: 'internal', message: `The MCP server is not told of: ${String(error)}` });
    }
    return server;
  };
}
