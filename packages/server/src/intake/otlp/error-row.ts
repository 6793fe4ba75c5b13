import { cutText } from '../../kernel/index.ts';
import type { Attributes, NamedAttributes } from './attributes.ts';
import { layerAttributes, textAttribute, toObject } from './attributes.ts';
import type { Fields } from './fields.ts';
import { withoutAbsent } from './fields.ts';
import { readToolNames } from './tool-row.ts';

/** Something that went wrong, told by a log record or by an event of a span. */
export interface ToldError {
  readonly timestamp: string | undefined;
  readonly severity: 'error' | 'critical';
  readonly message: string | undefined;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly service: string | undefined;
  readonly scope: string | undefined;
  /** Of the record or the event. */
  readonly attributes: Attributes;
  /** Of the span around it. */
  readonly around: NamedAttributes;
}

/** What stands in columns of its own need not stand in the context again. */
const columnAttributes = new Set([
  'exception.type',
  'exception.message',
  'exception.stacktrace',
  'user.id',
  'enduser.id',
  'session.id',
  'device.id',
  'http.route',
]);

function categoryOf(all: NamedAttributes): string {
  if (all.has('gen_ai.tool.name') || all.has('mcp.tool.name')) return 'tool';
  if (all.has('db.system') || all.has('db.system.name')) return 'database';
  if (all.has('browser.platform')) return 'frontend';
  return all.has('device.id') ? 'device' : 'api';
}

/** An error as a row of `error_logs`. */
export function errorRow(error: ToldError): Fields {
  const { attributes, around, service } = error;
  const all = layerAttributes(around, attributes);
  const type = textAttribute(attributes, 'exception.type', 'error.type');
  const told = [...attributes].filter(([name]) => !columnAttributes.has(name));
  const message = error.message ?? textAttribute(attributes, 'exception.message') ?? type;
  return withoutAbsent({
    timestamp: error.timestamp,
    category: categoryOf(all),
    severity: error.severity,
    error_code: type === undefined ? undefined : cutText(type, 50),
    error_message: message ?? '(no message)',
    stack_trace: textAttribute(attributes, 'exception.stacktrace'),
    endpoint: textAttribute(all, 'http.route'),
    user_id: textAttribute(all, 'user.id', 'enduser.id'),
    device_id: textAttribute(all, 'device.id'),
    session_id: textAttribute(all, 'session.id', 'mcp.session.id'),
    request_id: error.traceId,
    context: withoutAbsent({
      service,
      scope: error.scope,
      span_id: error.spanId,
      attributes: told.length === 0 ? undefined : toObject(new Map(told)),
    }),
    tool_context: readToolNames(all, service),
  });
}
