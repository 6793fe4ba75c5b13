import { AsyncLocalStorage } from 'node:async_hooks';

/** What is known of where a program is: in which request, for whom, in which tool. */
export interface Context {
  readonly requestId?: string | undefined;
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly ipAddress?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly tool?: ToolContext | undefined;
}

/** The tool that is running, as `error_logs.tool_context` tells it. */
export interface ToolContext {
  readonly bcp_name: string;
  readonly tool_name: string;
  readonly operation: string;
  readonly parameters?: unknown;
}

/** Where facts come from: they are asked for when they are needed, since some are known late. */
export interface Scope {
  read(): Context;
}

const storage = new AsyncLocalStorage<Scope>();

/** Runs a function, and all that it starts, in a scope. */
export const runInScope = <Result>(scope: Scope, run: () => Result): Result =>
  storage.run(scope, run);

/** What is known here; nothing outside of any scope. */
export function readContext(): Context {
  try {
    return storage.getStore()?.read() ?? {};
  } catch {
    return {};
  }
}

/** A scope that knows this besides what is known here. */
export function createScope(facts: Context): Scope {
  const outer = storage.getStore();
  return { read: () => ({ ...outer?.read(), ...facts }) };
}
