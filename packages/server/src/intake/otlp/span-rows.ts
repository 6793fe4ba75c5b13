import { cutText } from '../../kernel/index.ts';
import { layerAttributes, readAttributes, textAttribute } from './attributes.ts';
import type { ToldError } from './error-row.ts';
import { errorRow } from './error-row.ts';
import type { Fields } from './fields.ts';
import { instantOf, nanosOf, objectOf, objectsOf, textOf, withoutAbsent } from './fields.ts';
import type { OtlpRow, OtlpRows } from './otlp-rows.ts';
import { requestRow } from './request-row.ts';
import { createRowList } from './row-list.ts';
import type { Span } from './span.ts';
import { isServerRequest, isToolCall, kindName, readSpan } from './span.ts';
import { toolRow } from './tool-row.ts';

/** The number that a span becomes which is neither a request nor a call of a tool. */
const spanMetric = 'span.duration_ms';

/** Any other span, so that nothing is lost: how long it took, by its name, kind and service. */
function durationRow(span: Span): Fields {
  const { name, kind, service, traceId, isError } = span;
  return withoutAbsent({
    timestamp: instantOf(span.startNanos),
    metric_name: spanMetric,
    metric_value: span.durationMs ?? 0,
    labels: withoutAbsent({
      name: cutText(name, 255),
      kind: kindName(kind),
      service,
      status: isError ? 'error' : 'ok',
      trace_id: traceId,
    }),
  });
}

function mainRow(span: Span): Omit<OtlpRow, 'item'> {
  if (isToolCall(span)) return { table: 'tool_usage_logs', row: toolRow(span) };
  if (isServerRequest(span)) return { table: 'api_request_logs', row: requestRow(span) };
  return { table: 'performance_metrics', row: durationRow(span) };
}

/** The exceptions that a span recorded. */
function exceptionRows(span: Span, path: string): readonly Fields[] {
  return objectsOf(span.events, `${path}.events`).flatMap((event, i): Fields[] => {
    if (textOf(event.name) !== 'exception') return [];
    const attributes = readAttributes(event, `${path}.events[${i}]`);
    const error: ToldError = {
      timestamp: instantOf(nanosOf(event.timeUnixNano) ?? span.endNanos),
      severity: 'error',
      message: textAttribute(attributes, 'exception.message'),
      traceId: span.traceId,
      spanId: span.spanId,
      service: span.service,
      scope: span.scope,
      attributes,
      around: layerAttributes(span.resource, span.attributes),
    };
    return [errorRow(error)];
  });
}

/**
 * The rows that spans become: requests, tool calls, durations of what is neither, and an error for
 * each exception. Throws otlp_invalid or too_deep with the path.
 */
export function spanRows(request: Fields): OtlpRows {
  const list = createRowList();
  let item = 0;
  for (const [r, of] of objectsOf(request.resourceSpans, 'resourceSpans').entries()) {
    const path = `resourceSpans[${r}]`;
    const resource = readAttributes(objectOf(of.resource, `${path}.resource`), `${path}.resource`);
    for (const [s, group] of objectsOf(of.scopeSpans, `${path}.scopeSpans`).entries()) {
      const scope = textOf(objectOf(group.scope, `${path}.scopeSpans[${s}].scope`).name);
      const spans = `${path}.scopeSpans[${s}].spans`;
      for (const [i, fields] of objectsOf(group.spans, spans).entries()) {
        const span = readSpan(fields, { resource, scope }, `${spans}[${i}]`);
        list.add({ ...mainRow(span), item });
        for (const row of exceptionRows(span, `${spans}[${i}]`)) {
          list.add({ table: 'error_logs', item, row });
        }
        item += 1;
      }
    }
  }
  return { items: item, rows: list.rows, filtered: new Map() };
}
