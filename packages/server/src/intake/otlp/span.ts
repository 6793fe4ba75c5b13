import type { Attributes } from './attributes.ts';
import { readAttributes, textAttribute } from './attributes.ts';
import type { Fields } from './fields.ts';
import { idOf, nanosOf, objectOf, textOf } from './fields.ts';

/** A span as far as rows are made of it. */
export interface Span {
  readonly name: string;
  /** 2 is a server, 3 a client. */
  readonly kind: number;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly startNanos: bigint | undefined;
  readonly endNanos: bigint | undefined;
  readonly durationMs: number | undefined;
  /** The span says that it failed. */
  readonly isError: boolean;
  readonly statusMessage: string | undefined;
  readonly attributes: Attributes;
  /** The name of the service that made it. */
  readonly service: string | undefined;
  readonly resource: Attributes;
  readonly scope: string | undefined;
  readonly events: unknown;
}

const kindNames: readonly string[] = [
  'unspecified',
  'internal',
  'server',
  'client',
  'producer',
  'consumer',
];
const serverKind = 2;
const statusError = 2;

/** The kind of a span in a word. */
export const kindName = (kind: number): string => kindNames[kind] ?? 'unspecified';

function durationOf(start: bigint | undefined, end: bigint | undefined): number | undefined {
  if (start === undefined || end === undefined || end < start) return undefined;
  return Number((end - start) / 1_000n) / 1_000;
}

/** Reads a span. Throws otlp_invalid or too_deep with the path. */
export function readSpan(
  fields: Fields,
  around: { readonly resource: Attributes; readonly scope: string | undefined },
  path: string,
): Span {
  const startNanos = nanosOf(fields.startTimeUnixNano);
  const endNanos = nanosOf(fields.endTimeUnixNano);
  const status = objectOf(fields.status, `${path}.status`);
  return {
    name: textOf(fields.name) ?? '(no name)',
    kind: Number(fields.kind ?? 0),
    traceId: idOf(fields.traceId),
    spanId: idOf(fields.spanId),
    startNanos,
    endNanos,
    durationMs: durationOf(startNanos, endNanos),
    isError: Number(status.code ?? 0) === statusError,
    statusMessage: textOf(status.message),
    attributes: readAttributes(fields, path),
    service: textAttribute(around.resource, 'service.name'),
    ...around,
    events: fields.events,
  };
}

/** Whether a span is the call of a tool, by the conventions for generative AI and for MCP. */
export function isToolCall({ attributes }: Span): boolean {
  return (
    attributes.has('gen_ai.tool.name') ||
    attributes.has('mcp.tool.name') ||
    attributes.get('gen_ai.operation.name') === 'execute_tool' ||
    attributes.get('mcp.method.name') === 'tools/call'
  );
}

/** Whether a span is an HTTP request that a server answered. */
export function isServerRequest({ kind, attributes }: Span): boolean {
  if (kind !== serverKind) return false;
  return attributes.has('http.request.method') || attributes.has('http.method');
}
