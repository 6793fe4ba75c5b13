import { randomUUID } from 'node:crypto';
import type { Scope, ToolContext } from '../context/scope.ts';
import { createScope, readContext } from '../context/scope.ts';
import type { CaptureError } from '../errors/capture-error.ts';
import { limits } from '../limits.ts';
import { argumentShape } from '../record/argument-shape.ts';
import { boundValue } from '../record/bound-value.ts';
import { cutText, textOf } from '../record/cut-text.ts';
import { redactValue } from '../record/redact-value.ts';
import type { Sender } from '../sender/create-sender.ts';
import { rank } from '../sender/entry.ts';
import type { ToolOutcome } from './outcome-of.ts';
import type { ToolOptions } from './tool-options.ts';

/** What every part that logs tools works with. */
export interface ToolDesk {
  readonly sender: Sender;
  readonly capture: CaptureError;
}

/** A call that begins. */
export interface ToolFacts {
  readonly tool: string;
  readonly operation: string;
  readonly given: unknown;
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly clientName?: string | undefined;
  readonly clientVersion?: string | undefined;
  readonly protocolVersion?: string | undefined;
  readonly requestBytes?: number | undefined;
}

/** How it ended. */
export interface ToolEnd {
  readonly outcome: ToolOutcome;
  /** What was thrown, or what the reply says. */
  readonly error?: unknown;
  readonly reply?: unknown;
  readonly responseBytes?: number | undefined;
}

/** A call that is under way. */
export interface ToolCall {
  /** Where the tool runs: what is captured in it is known to be of this call. */
  readonly scope: Scope;
  /** Ends it; the first end counts. */
  end(end: ToolEnd): void;
}

/** Bytes of a value as JSON; undefined where it has none. */
export function jsonBytes(value: unknown): number | undefined {
  try {
    const text = JSON.stringify(value);
    return text === undefined ? undefined : Buffer.byteLength(text);
  } catch {
    return undefined;
  }
}

function parametersOf(given: unknown, options: ToolOptions): unknown {
  if (given === undefined || options.arguments === 'none') return undefined;
  return options.arguments === 'values' ? redactValue(boundValue(given)) : argumentShape(given);
}

function messageOf(error: unknown): string | undefined {
  const text = error instanceof Error ? error.message : error;
  return textOf(text, limits.messageCharactersMax);
}

const durationMsMax = 2_000_000_000;

/** Begins the call of a tool. */
export function beginToolCall(desk: ToolDesk, options: ToolOptions, facts: ToolFacts): ToolCall {
  const startMs = Date.now();
  const start = performance.now();
  const around = readContext();
  const toolContext: ToolContext = {
    bcp_name: cutText(options.pack, 100),
    tool_name: cutText(facts.tool, 100),
    operation: cutText(facts.operation, 100),
    parameters: argumentShape(facts.given),
  };
  const known = {
    requestId: around.requestId ?? randomUUID(),
    userId: textOf(facts.userId, 255) ?? around.userId,
    sessionId: textOf(facts.sessionId, 255) ?? around.sessionId,
    tool: toolContext,
  };
  let isOver = false;

  function report({ outcome, error, reply, responseBytes }: ToolEnd): void {
    const durationMs = Math.min(durationMsMax, performance.now() - start);
    const isOk = outcome === 'ok';
    const { parameters: _, ...named } = toolContext;
    const row = {
      ...named,
      parameters: parametersOf(facts.given, options),
      response_data: options.replies === true ? redactValue(boundValue(reply)) : undefined,
      user_id: known.userId,
      session_id: known.sessionId,
      start_time: new Date(startMs).toISOString(),
      end_time: new Date(startMs + durationMs).toISOString(),
      success: isOk,
      outcome,
      error_message: isOk ? undefined : messageOf(error),
      client_name: textOf(facts.clientName, 100),
      client_version: textOf(facts.clientVersion, 50),
      protocol_version: textOf(facts.protocolVersion, 50),
      request_bytes: facts.requestBytes,
      response_bytes: responseBytes,
      ip_address: around.ipAddress,
      user_agent: textOf(facts.userAgent ?? around.userAgent, 500),
    };
    desk.sender.append('tool_usage_logs', row, isOk ? rank.success : rank.failure);
    if (isOk || outcome === 'cancelled') return;
    // The caller of a tool that is not there is at fault, and not the tool.
    const severity = outcome === 'protocol_error' ? 'warning' : 'error';
    desk.capture(error ?? `The tool ended with ${outcome}`, {
      category: 'tool',
      severity,
      ...known,
    });
  }

  return {
    scope: createScope(known),
    end(end) {
      if (isOver) return;
      isOver = true;
      try {
        report(end);
      } catch {
        // The call goes on as if nobody had watched.
      }
    },
  };
}
