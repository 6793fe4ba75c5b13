/** How the call of a tool ended. */
export type ToolOutcome = 'ok' | 'tool_error' | 'protocol_error' | 'timeout' | 'cancelled';

const timeoutCode =
  /^(?:ETIMEDOUT|ESOCKETTIMEDOUT|ERR_TIMEOUT|REQUEST_TIMEOUT|TIMEOUT|UND_ERR_\w*TIMEOUT|-32001)$/;
const timeoutReason = /\btimed?[ -]?out\b|-32001/i;

interface Thrown {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
}

const asThrown = (error: unknown): Thrown =>
  typeof error === 'object' && error !== null ? error : {};

function isTimeout(error: unknown): boolean {
  const { name, code } = asThrown(error);
  return name === 'TimeoutError' || timeoutCode.test(String(code ?? ''));
}

/** Codes that JSON-RPC keeps for itself and for the protocols on it. */
const isProtocolCode = (code: unknown): boolean =>
  Number.isInteger(code) && Number(code) <= -32_000 && Number(code) >= -32_768;

/** How a call ended whose caller gave up; a client says in words that it waited too long. */
export function outcomeOfAbort(reason: unknown): ToolOutcome {
  const text = typeof reason === 'string' ? reason : String(asThrown(reason).message ?? '');
  return isTimeout(reason) || timeoutReason.test(text) ? 'timeout' : 'cancelled';
}

/** How a call ended that threw. `signal` is the caller's, where it has one. */
export function outcomeOfError(error: unknown, signal?: AbortSignal): ToolOutcome {
  if (isTimeout(error)) return 'timeout';
  if (signal?.aborted === true) return outcomeOfAbort(signal.reason);
  const { name, code } = asThrown(error);
  if (name === 'AbortError' || code === 'ABORT_ERR') return 'cancelled';
  return isProtocolCode(code) ? 'protocol_error' : 'tool_error';
}

/** Whether a reply says by itself that the tool failed, as those of MCP do. */
export const isFailedReply = (reply: unknown): boolean =>
  typeof reply === 'object' && reply !== null && (reply as { isError?: unknown }).isError === true;

/** What a failed reply says: its first text. */
export function messageOfReply(reply: unknown): string | undefined {
  const { content } = (reply ?? {}) as { readonly content?: unknown };
  if (!Array.isArray(content)) return undefined;
  for (const part of content as readonly { readonly text?: unknown }[]) {
    if (typeof part?.text === 'string') return part.text;
  }
  return undefined;
}
