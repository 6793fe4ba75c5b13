import type { ToolContext } from '../context/scope.ts';
import { readContext } from '../context/scope.ts';
import { boundValue } from '../record/bound-value.ts';
import { textOf } from '../record/cut-text.ts';
import type { Sender } from '../sender/create-sender.ts';
import { rank } from '../sender/entry.ts';
import type { ErrorCategory } from './category-of.ts';
import { categoryOf } from './category-of.ts';
import { describeError } from './describe-error.ts';

/** How bad an error is. */
export type ErrorSeverity = 'debug' | 'info' | 'warning' | 'error' | 'critical';

/** What the caller knows of an error; the rest is read from where it was captured. */
export interface ErrorContext {
  /** Guessed from the error where it is not given. */
  readonly category?: ErrorCategory | undefined;
  /** `error` where it is not given. */
  readonly severity?: ErrorSeverity | undefined;
  readonly errorCode?: string | undefined;
  readonly requestId?: string | undefined;
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly deviceId?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly tool?: ToolContext | undefined;
  /** Further facts, as JSON. */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}

/** Captures an error. Each error object once, however often it passes. Never throws. */
export type CaptureError = (error: unknown, context?: ErrorContext) => void;

const ranks = {
  debug: rank.success,
  info: rank.success,
  warning: rank.failure,
  error: rank.error,
  critical: rank.critical,
} as const;

function createErrorRow(error: unknown, given: ErrorContext, service: string | undefined) {
  const known = { ...readContext(), ...withoutUndefined(given) };
  const { message, code, stack, causes, errors } = describeError(error);
  return {
    timestamp: new Date().toISOString(),
    category: known.category ?? (known.tool === undefined ? categoryOf(error) : 'tool'),
    severity: known.severity ?? 'error',
    error_code: textOf(known.errorCode ?? code, 50),
    error_message: message,
    stack_trace: stack,
    endpoint: textOf(known.endpoint, 255),
    user_id: textOf(known.userId, 255),
    device_id: textOf(known.deviceId, 255),
    session_id: textOf(known.sessionId, 255),
    request_id: textOf(known.requestId, 64),
    context: {
      ...(service === undefined ? {} : { service }),
      ...(causes.length === 0 ? {} : { causes }),
      ...(errors.length === 0 ? {} : { errors }),
      ...(known.extra === undefined ? {} : (boundValue(known.extra) as object)),
    },
    tool_context: known.tool,
  };
}

/** What is not given does not hide what is known. */
function withoutUndefined(given: ErrorContext): ErrorContext {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Creates what captures errors. */
export function createCaptureError(sender: Sender, service: string | undefined): CaptureError {
  const captured = new WeakSet<object>();
  return (error, context = {}) => {
    try {
      if (typeof error === 'object' && error !== null) {
        if (captured.has(error)) return;
        captured.add(error);
      }
      const row = createErrorRow(error, context, service);
      sender.append('error_logs', row, ranks[row.severity] ?? rank.error);
    } catch {
      // An error that cannot even be looked at is no reason to make another one.
    }
  };
}
