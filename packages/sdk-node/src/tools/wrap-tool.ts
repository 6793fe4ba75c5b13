import { runInScope } from '../context/scope.ts';
import type { OperationOf } from './operation-of.ts';
import { createOperationOf } from './operation-of.ts';
import { isFailedReply, messageOfReply, outcomeOfAbort, outcomeOfError } from './outcome-of.ts';
import type { ToolCall, ToolDesk } from './tool-call.ts';
import { beginToolCall, jsonBytes } from './tool-call.ts';
import type { ToolOptions } from './tool-options.ts';

/** How a function is told of as a tool. */
export interface WrapToolOptions<Given extends readonly unknown[]> extends ToolOptions {
  /** The name of the tool; that of the function where it is not given. */
  readonly name?: string | undefined;
  /** What the tool is asked to do; else by its argument `operation` or `action`. */
  operation?(...parameters: Given): string;
  /** The person behind the call; else that of the request around it. */
  user?(...parameters: Given): unknown;
  /** The session of the call. */
  session?(...parameters: Given): unknown;
}

/** Makes a function one whose calls are told of, and that is otherwise the same. */
export type WrapTool = <Self, Given extends unknown[], Result>(
  tool: (this: Self, ...parameters: Given) => Result,
  options: WrapToolOptions<Given>,
) => (this: Self, ...parameters: Given) => Result;

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function';

/** The signal by which the caller may give up: a parameter, or a part of one. */
function signalOf(parameters: readonly unknown[]): AbortSignal | undefined {
  for (const value of parameters) {
    if (value instanceof AbortSignal) return value;
    if (typeof value !== 'object' || value === null) continue;
    const { signal, abortSignal } = value as Record<'signal' | 'abortSignal', unknown>;
    if (signal instanceof AbortSignal) return signal;
    if (abortSignal instanceof AbortSignal) return abortSignal;
  }
  return undefined;
}

/** The arguments that are told of: the object that most tools are called with, or all of them. */
function argumentsOf(parameters: readonly unknown[]): unknown {
  const [first] = parameters;
  if (typeof first === 'object' && first !== null) return first;
  return parameters.length === 0 ? undefined : parameters;
}

function endWithReply(call: ToolCall, reply: unknown): void {
  const isFailed = isFailedReply(reply);
  call.end({
    outcome: isFailed ? 'tool_error' : 'ok',
    error: isFailed ? messageOfReply(reply) : undefined,
    reply,
    responseBytes: jsonBytes(reply),
  });
}

const endWithError = (call: ToolCall, error: unknown, signal: AbortSignal | undefined): void =>
  call.end({ outcome: outcomeOfError(error, signal), error });

/** Ends the call when its caller gives up. Returns what stops listening for that. */
function endOnAbort(call: ToolCall, signal: AbortSignal | undefined): () => void {
  if (signal === undefined) return () => undefined;
  const onAbort = () => {
    call.end({ outcome: outcomeOfAbort(signal.reason), error: signal.reason });
  };
  signal.addEventListener('abort', onAbort, { once: true });
  return () => signal.removeEventListener('abort', onAbort);
}

/** Runs a tool in the scope of its call, and ends the call when it is over. */
function runTool<Result>(
  call: ToolCall,
  signal: AbortSignal | undefined,
  run: () => Result,
): Result {
  const ignoreAbort = endOnAbort(call, signal);
  let result: Result;
  try {
    result = runInScope(call.scope, run);
  } catch (error) {
    ignoreAbort();
    endWithError(call, error, signal);
    throw error;
  }
  if (!isThenable(result)) {
    ignoreAbort();
    endWithReply(call, result);
    return result;
  }
  result.then(
    (reply) => {
      ignoreAbort();
      endWithReply(call, reply);
    },
    (error: unknown) => {
      ignoreAbort();
      endWithError(call, error, signal);
    },
  );
  return result;
}

function textOrUndefined(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** Begins a call; undefined where a hook of the host fails: the tool runs all the same. */
function beginCall<Given extends readonly unknown[]>(
  desk: ToolDesk,
  options: WrapToolOptions<Given>,
  tool: { readonly name: string; readonly operationOf: OperationOf },
  parameters: Given,
): ToolCall | undefined {
  try {
    const given = argumentsOf(parameters);
    return beginToolCall(desk, options, {
      tool: tool.name,
      operation: options.operation?.(...parameters) ?? tool.operationOf(tool.name, given),
      given,
      userId: textOrUndefined(options.user?.(...parameters)),
      sessionId: textOrUndefined(options.session?.(...parameters)),
      requestBytes: jsonBytes(given),
    });
  } catch {
    return undefined;
  }
}

/** Creates what wraps tools. */
export function createWrapTool(desk: ToolDesk): WrapTool {
  const operationOf = createOperationOf();
  return (tool, options) => {
    const named = {
      name: options.name ?? (tool.name === '' ? 'anonymous' : tool.name),
      operationOf,
    };
    return function (...parameters) {
      const call = beginCall(desk, options, named, parameters);
      if (call === undefined) return tool.apply(this, parameters);
      return runTool(call, signalOf(parameters), () => tool.apply(this, parameters));
    };
  };
}
